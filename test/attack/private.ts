import sharp from "sharp";
import { signUrl } from "../../src/url/signature.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { startOriginServer } from "../support/servers/origin-server.ts";
import { program, startServer } from "../support/tintype.ts";
import { exchange, type WireAnswer } from "../support/wire.ts";
import type { Outcome } from "./outcome.ts";

/** A colour that no other image has. */
const secretColour = { r: 255, g: 0, b: 255 };
const secretText = "a secret of its owner";
const otherMethods = ["HEAD", "POST", "DELETE"];

/** Ways to a private file that do not have a signature; `NAME` is its path, `LAYER` that in a layer. */
const ways = [
  ...["/NAME", "/tr:w-30/NAME", "/NAME?tr=w-30", "/tr:orig-true/NAME", "/tr:f-jpg/NAME?v=1"],
  ...["//NAME", "/./NAME", "/x/../NAME", "/%2e/NAME", "/x/%2e%2e/NAME", "/ENCODED", "/NAME/"],
  ...["/NAME?", "/NAME?ik-s=", "/NAME?ik-s=x&ik-t=9", "/NAME?ik-s=undefined", "/NAME?ik-t=9"],
  ...["/NAME?ik-attachment=true", "/NAME#x", "/NAME;x", "/NAME%20", "/NAME%00", "/NAME%23x"],
  ...["/tr:n-none/NAME", "/tr:n-thumb,w-9/NAME", "/tr:n-thumb:w-9/NAME", "/tr:w-9:n-thumb/NAME"],
  ...["/tr:n-thumb/NAME?tr=w-9", "/tr:w-9/NAME?tr=n-thumb", "/NAME?tr=w-9&tr=n-thumb"],
  ...["/tr:l-image,i-LAYER,l-end/open.jpg", "/open.jpg?tr=l-image,i-LAYER,l-end"],
  ...["/tr:l-image,ie-BASE64,l-end/open.jpg", "/tr:w-99:l-image,i-LAYER,w-50,l-end/open.jpg"],
  "/tr:l-image,i-open.jpg,l-image,i-LAYER,l-end,l-end/open.jpg",
  "/tr:l-image,i-LAYER,lm-cutout,l-end/open.jpg",
  ...["/tr:l-text,i-Hello,ff-LAYER,l-end/open.jpg", "/tr:l-text,i-Hello,ff-FONT,l-end/open.jpg"],
  ...["/tr:di-LAYER/none.jpg", "/none.jpg?tr=di-LAYER", "/tr:w-30,di-LAYER/none.jpg"],
  "/tr:if-w_gt_1,l-image,i-LAYER,l-end,if-else,w-9,if-end/open.jpg",
  "/tr:if-w_gt_1,w-9,if-else,w-8,if-end/NAME",
  ...["/tr:md-true/NAME", "/tr:f-blurhash/NAME", "/tr:f-palette/NAME", "/tr:lo-true/NAME"],
  ...["/tr:w-9,f-avif/NAME", "/NAME/tr:w-9", "/tr:w-9/tr:h-9/NAME", "/tr:pg-1/NAME"],
  ...["/other/NAME", "/other/tr:w-9/NAME", "/other//NAME", "/demo_id/NAME"],
  ...["/NAME/ik-thumbnail.jpg", "/NAME/ik-video.mp4", "/NAME/ik-master.m3u8?tr=sr-240"],
];
const headers: Record<string, string>[] = [
  ...[{ Range: "bytes=0-99" }, { Range: "bytes=-1" }, { "Is-Private-File": "false" }],
  ...[{ Accept: "image/avif,image/webp" }, { "X-Original-URL": "/open.jpg" }, { Cookie: "a=b" }],
];

/**
 * Asks for private files without a signature in every way, before and after others with one have
 * had them: nothing of them may show, not even whether they have changed.
 */
export async function attackPrivate(): Promise<Outcome> {
  const create = { width: 90, height: 60, channels: 3 as const, background: secretColour };
  const secret = new Uint8Array(await sharp({ create }).png().toBuffer());
  const open = await photo(90, 60, { format: "jpeg" });
  const names = ["secret/a b.png", "secret/plain.png", "secret/words.txt"];
  const origin = await startOriginServer((path) => {
    if (path === "/open.jpg") return { body: open };
    if (!names.includes(path.slice(1))) return undefined;
    const body = path.endsWith(".txt") ? new TextEncoder().encode(secretText) : secret;
    return { body, headers: { "Is-Private-File": "true", ETag: '"secret"' } };
  });
  const server = await startServer(program, ["--private-key", privateKey, "--id", "demo_id"]);
  const call = managementOf(server.url);
  const origins = [await addWebOrigin(call, "web", origin.url)];
  await putEndpoint(call, { origins });
  await putEndpoint(call, { urlPrefix: "other", origins });
  await call("POST", "/v1/named-transformations", { name: "thumb", transformation: "tr:w-20" });
  const reached: string[] = [];
  const statuses: Record<string, number> = {};
  let requests = 0;

  async function ask(method: string, target: string, fields: Record<string, string> = {}) {
    requests += 1;
    const answer = await exchange(server.url, target, { method, headers: fields });
    const { status } = answer;
    statuses[status] = (statuses[status] ?? 0) + 1;
    return answer;
  }

  /** For what is refused: whatever else a client may send is refused, too. */
  async function insist(target: string, tags: readonly string[]): Promise<void> {
    const conditions = tags.flatMap((tag) => [
      { "If-None-Match": tag },
      { "If-Match": tag },
      { Range: "bytes=0-9", "If-Range": tag },
    ]);
    const tries = [
      ...otherMethods.map((method) => [method, {}] as const),
      ...[...headers, ...conditions].map((fields) => ["GET", fields] as const),
    ];
    for (const [method, fields] of tries) {
      const { status } = await ask(method, target, fields);
      if (status < 400) reached.push(`${method} ${target} ${JSON.stringify(fields)}: ${status}`);
    }
  }

  for (const round of ["before", "after"]) {
    for (const name of names) {
      for (const way of ways) {
        const target = targetOf(way, name);
        const answer = await ask("GET", target);
        const fault = await secretIn(answer);
        if (fault !== undefined) reached.push(`${target}: ${fault}`);
        if (answer.status < 400) continue;
        await insist(target, round === "before" ? [] : await tagsOf(server.url, target));
      }
    }
  }
  await server.stop("SIGKILL");
  origin.stop();
  return { tried: { ways: ways.length, files: names.length, requests, ...statuses }, reached };
}

function targetOf(way: string, name: string): string {
  const inLayer = (path: string) => encodeURI(path).replaceAll("/", "@@");
  return way
    .replaceAll("NAME", encodeURI(name))
    .replaceAll("ENCODED", encodeURIComponent(name))
    .replaceAll("LAYER", inLayer(name))
    .replaceAll("FONT", inLayer(`${name}.ttf`))
    .replaceAll("BASE64", encodeURIComponent(Buffer.from(name).toString("base64")));
}

/** The tags of what a signature opens. */
async function tagsOf(url: string, target: string): Promise<string[]> {
  const signed = signUrl(url + target.replace(/#.*/, ""), url, privateKey).slice(url.length);
  const tag = (await exchange(url, signed)).headers.get("etag");
  return tag ? [tag, "*"] : [];
}

/** What an answer shows of the private file; undefined for nothing. */
async function secretIn({ status, body, headers }: WireAnswer): Promise<string | undefined> {
  if (status >= 400) {
    return headers.has("etag") ? "a refusal with a tag" : undefined;
  }
  const type = headers.get("content-type") ?? "";
  if (!type.startsWith("image/")) {
    const text = new TextDecoder().decode(body);
    return status !== 200 || text.includes(secretText) ? `${status} with ${type}` : undefined;
  }
  if (status !== 200 || body.length === 0) return `${status} with a type`;
  const { data, info } = await sharp(body)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let i = 0; i + 2 < data.length; i += info.channels) {
    const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
    if (r > 200 && g < 60 && b > 200) return `${status} with its pixels`;
  }
  return undefined;
}
