import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { metricOf } from "../support/metrics.ts";
import { animatedGif, photo, quadrants } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { type endpoints, names } from "./urls.ts";

/** A server whose files and URL endpoints are those that the generators name. */
export interface FuzzedServer {
  url: string;
  /** Files that are put here can be asked for on the default endpoint. */
  folder: string;
  /** Why it is no longer what it was at the start; undefined while it is. */
  fault(): Promise<string | undefined>;
  /** Bytes resident in its process. */
  resident(): number;
  stop(): Promise<void>;
}

/** Output is small, so that time goes into reading and not into pixels. */
const flags = [
  ...["--max-output-pixels", "4000000", "--cache-max-bytes", "200MB", "--timeout", "20s"],
];

/** @param given settings of URL endpoints by their prefix */
export async function startFuzzedServer(
  given: Partial<typeof endpoints> = {},
): Promise<FuzzedServer> {
  const folder = temporaryFolder();
  const files: Record<string, Uint8Array> = {
    "a.jpg": await photo(200, 150, { format: "jpeg" }),
    "b.png": await quadrants(60, 40, { format: "png" }),
    "c.webp": await quadrants(60, 40, { format: "webp" }),
    "d.gif": await animatedGif(30, 20, 3),
    "e.svg": Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="30" height="40" fill="red"/></svg>',
    ),
    "dir/f g.jpg": await photo(60, 40, { format: "jpeg" }),
  };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const args = [folder, "--private-key", privateKey, ...flags];
  const server = await startServer(fromCheckout, args);
  await configure(server, folder, given);
  const { pid } = server.process;
  return {
    url: server.url,
    folder,
    resident: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]),
    async fault() {
      if (server.process.exitCode !== null) return `it ended: ${server.log().slice(-2_000)}`;
      // A renderer that was stopped is replaced in a moment.
      for (let tries = 0; tries < 200; tries += 1) {
        if ((await fetch(`${server.url}/_/ready`)).ok) return undefined;
        await Bun.sleep(100);
      }
      return `it is not ready, with ${await metricOf(server.url, "tintype_renderers")} renderers`;
    },
    async stop() {
      await server.stop("SIGKILL");
    },
  };
}

async function configure(
  { url }: RunningServer,
  folder: string,
  given: Partial<typeof endpoints>,
): Promise<void> {
  const call = managementOf(url);
  const origin = { type: "LOCAL_FOLDER", name: "files", path: folder };
  const { json } = await call("POST", "/v1/accounts/origins", origin);
  for (const [urlPrefix, settings] of Object.entries(given)) {
    await putEndpoint(call, { urlPrefix, origins: [json.id], ...settings });
  }
  for (const [name, transformation] of Object.entries(names)) {
    if (/^[\w-]+$/.test(name)) {
      await call("POST", "/v1/named-transformations", {
        name,
        transformation: `tr:${transformation}`,
      });
    }
  }
}
