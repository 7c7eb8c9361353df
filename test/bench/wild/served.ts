import sharp from "sharp";
import { send } from "../../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { program, startServer } from "../../support/tintype.ts";
import { services, type WildUrl } from "./lists.ts";
import { settingsOf } from "./settings.ts";

/** What the server answered. */
export interface Answered {
  url: WildUrl;
  status: number;
  /** What `X-Tintype-Ignored` names. */
  ignored: string;
  /** Media type. */
  type: string;
  bytes: number;
  /** Pixels; missing for what is no picture, or none that can be decoded here. */
  size?: { width: number; height: number };
  /** Why it was refused. */
  reason: string;
}

/** Asks a server of its own for every URL, two at a time. */
export async function serveWild(
  folder: string,
  urls: readonly WildUrl[],
  progress: (done: number) => void = () => {},
): Promise<Answered[]> {
  const server = await startServer(program, ["--private-key", privateKey, "--renderers", "2"]);
  try {
    await setUp(managementOf(server.url), folder);
    const answers: Answered[] = [];
    let next = 0;
    const worker = async () => {
      for (let i = next++; i < urls.length; i = next++) {
        answers[i] = await ask(server.url, urls[i] as WildUrl);
        progress(i + 1);
      }
    };
    await Promise.all([worker(), worker()]);
    return answers;
  } finally {
    await server.stop();
  }
}

async function setUp(call: ReturnType<typeof managementOf>, folder: string): Promise<void> {
  const add = async (body: Record<string, unknown>): Promise<string> => {
    const { status, json } = await call("POST", "/v1/accounts/origins", body);
    if (status !== 201) throw new Error(`The origin was not added: ${JSON.stringify(json)}`);
    return json.id;
  };
  const origins = [
    await add({ type: "LOCAL_FOLDER", name: "folder", path: folder }),
    await add({
      type: "WEB_PROXY",
      name: "web",
      allowPrivateNetwork: true,
      allowedHosts: ["127.0.0.1"],
    }),
  ];
  for (const service of services) {
    await putEndpoint(call, { urlPrefix: service, origins, ...settingsOf(service) });
  }
}

/** Times that a video is asked for, which is made meanwhile. */
const patience = 10;

async function ask(server: string, url: WildUrl): Promise<Answered> {
  const path = `/${url.service}${url.target}`;
  const headers = { Accept: "image/webp,*/*" };
  let answer = await send(server, path, { headers });
  for (let asked = 1; asked < patience && isMade(answer); asked += 1) {
    answer = await send(server, path, { headers });
  }
  return seenOf(url, answer);
}

/** Whether a video is being made: the client is to ask again. */
function isMade({ status, headers }: Awaited<ReturnType<typeof send>>): boolean {
  return [202, 302].includes(status) && headers.has("retry-after");
}

async function seenOf(
  url: WildUrl,
  { status, headers, body }: Awaited<ReturnType<typeof send>>,
): Promise<Answered> {
  const type = headers.get("content-type") ?? "";
  const size = await sharp(body, { animated: false })
    .metadata()
    .then(
      ({ width, height }) => ({ size: { width, height } }),
      () => ({}),
    );
  return {
    url,
    status,
    ignored: headers.get("x-tintype-ignored") ?? "",
    type,
    bytes: body.length,
    reason: headers.get("ik-error") ?? "",
    ...(status === 200 && type.startsWith("image/") ? size : {}),
  };
}
