import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decode } from "../decode.ts";
import { send } from "../http.ts";
import { managementOf, privateKey, putEndpoint } from "../management.ts";
import { photo } from "../pictures.ts";
import { program, startServer, temporaryFolder } from "../tintype.ts";
import { startOriginServer } from "./origin-server.ts";

/** The API secret of the origin `known`; `vendor` has `b`, `local` none. */
export const secret = "MySecret123";

export type RewriterServer = Awaited<ReturnType<typeof startRewriterServer>>;

/** A server with endpoints for each rewriter and each setting that concerns one. */
export async function startRewriterServer() {
  const picture = await photo(200, 150, { format: "jpeg" });
  const folder = temporaryFolder();
  const put = (path: string, bytes = picture) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  for (const path of ["shoe.jpg", "a/b.jpg", "u_2/band.jpg", "img/shoe.jpg"]) put(path);
  for (const path of ["image/upload/typed.jpg", "image/authenticated/secret.jpg"]) put(path);
  put("image/private/hidden.jpg");
  put("dog.mp4", new TextEncoder().encode("a video"));
  put("paper.pdf", new TextEncoder().encode("%PDF-1.4"));
  const web = await startOriginServer((path) => {
    const isThere = /\.jpg$|\.png$|^\/path/.test(path) && !/\/(?:w_|nope)/.test(path);
    return isThere ? { body: picture } : undefined;
  });

  const server = await startServer(program, ["--private-key", privateKey]);
  const call = managementOf(server.url);
  async function add(body: Record<string, unknown>): Promise<string> {
    const { status, json } = await call("POST", "/v1/accounts/origins", body);
    if (status !== 201) throw new Error(`The origin was not added: ${JSON.stringify(json)}`);
    return json.id;
  }
  const local = await add({ type: "LOCAL_FOLDER", name: "local", path: folder });
  const remote = { type: "WEB_FOLDER", baseUrl: web.url, allowPrivateNetwork: true };
  const known = await add({ ...remote, name: "known", apiSecret: secret });
  const vendor = await add({ ...remote, name: "vendor", apiSecret: "b" });
  const broken = await add({ ...remote, name: "broken", apiSecret: "env:TINTYPE_TEST_NOT_SET" });
  const proxy = await add({
    type: "WEB_PROXY",
    name: "proxy",
    allowPrivateNetwork: true,
    allowedHosts: ["127.0.0.1"],
  });
  const urlRewriter = { type: "CLOUDINARY" };
  const typed = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
  await putEndpoint(call, { origins: [local] });
  const endpoints: Record<string, Record<string, unknown> & { origins: string[] }> = {
    cld: { urlRewriter, origins: [local, proxy] },
    typed: { urlRewriter: typed, origins: [local] },
    named: { urlRewriter, origins: [local], namedOnly: true },
    strict: { urlRewriter, origins: [local], strictRewriter: true },
    lenient: { origins: [local], onInvalid: "ignore" },
    guarded: { urlRewriter, origins: [local], strictPrivate: true },
    signed: { urlRewriter: typed, origins: [local, known] },
    vendor: { urlRewriter, origins: [vendor] },
    all: { urlRewriter, origins: [local, known], strictRewriter: true },
    broken: { urlRewriter, origins: [local, broken], strictRewriter: true },
    unnamed: { urlRewriter, origins: [local, known], signing: "unnamed" },
    imgix: { urlRewriter: { type: "IMGIX" }, origins: [local] },
    imgixsigned: { urlRewriter: { type: "IMGIX" }, origins: [local, known] },
    imgixstrict: {
      urlRewriter: { type: "IMGIX" },
      origins: [local, known],
      strictRewriter: true,
    },
    akamai: { urlRewriter: { type: "AKAMAI" }, origins: [local], strictRewriter: true },
  };
  for (const [urlPrefix, endpoint] of Object.entries(endpoints)) {
    await putEndpoint(call, { urlPrefix, ...endpoint });
  }
  await call("POST", "/v1/named-transformations", { name: "thumb", transformation: "w-20,h-20" });

  const get = (target: string, headers: Record<string, string> = {}) =>
    send(server.url, target, { headers });
  return {
    url: server.url,
    call,
    web,
    get,
    statusOf: async (target: string) => (await get(target)).status,
    /** Status, width where it is a picture, and what was ignored. */
    async seen(target: string) {
      const { status, headers, body } = await get(target);
      const width = status === 200 ? (await decode(body)).width : headers.get("ik-error");
      return [status, width, headers.get("x-tintype-ignored")];
    },
    async stop() {
      await server.stop();
      web.stop();
    },
  };
}

/** As Cloudinary's libraries sign. */
export function sign(path: string, key = secret): string {
  const hash = createHash("sha1").update(path + key);
  return `s--${hash.digest("base64url").slice(0, 8)}--`;
}
