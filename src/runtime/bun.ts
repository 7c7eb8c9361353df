import { type ChildProcess, spawn } from "node:child_process";
import { listenSecurely } from "./bun-tls.ts";
import { childEnvironment } from "./child-environment.ts";
import { type Commit, readCommit } from "./commit.ts";
import { confinement } from "./confinement.ts";
import type { Bundle } from "./dashboard-bundle.ts";
import { bundleElsewhere } from "./dashboard-process.ts";
import {
  faultResponse,
  type Handler,
  type Listening,
  type ListenOptions,
  maxRequestBodyBytes,
  segmentsAtMost,
} from "./listening.ts";

export { imageCodecs } from "./bun-image-codecs.ts";
export { packagedFile } from "./bun-packaged-files.ts";
export { openDatabase } from "./bun-sqlite.ts";

export const runtimeVersion = `Bun ${process.versions.bun}`;

/**
 * Only the router sees a target as it was sent, so there is a route for each number of segments, and
 * for each place where one of them may be empty: a parameter is never.
 */
const shapes = Array.from({ length: segmentsAtMost }, (_, last) => {
  const names = Array.from({ length: last + 1 }, (_, i) => `s${i}`);
  return [undefined, ...names].map((empty) => ({ names, empty }));
}).flat();

export function listen(handler: Handler, options: ListenOptions): Listening {
  if (options.certificate) return listenSecurely(serve, handler, options, options.certificate);
  const server = serve(handler, options);
  return {
    port: server.port ?? options.port,
    pendingRequests: () => server.pendingRequests,
    present() {
      throw new Error("Expected a server that was given a certificate when it began to listen");
    },
    stop: () => server.stop(false),
    end: () => server.stop(true),
  };
}

function serve(
  handler: Handler,
  { hostname, port, idleTimeoutSeconds, certificate, http3 = false }: ListenOptions,
  isShared = false,
): Bun.Server<undefined> {
  const routes = shapes.map(({ names, empty }) => {
    const path = names.map((name) => (name === empty ? "/" : `/:${name}`)).join("");
    const answer = (request: Bun.BunRequest, self: Bun.Server<undefined>) => {
      const params = request.params as Record<string, string>;
      const segments =
        empty === undefined
          ? params
          : Object.fromEntries(names.map((name) => [name, params[name] ?? ""]));
      return handler(request, addressOf(self, request), segments);
    };
    return [path, answer] as const;
  });
  const secure = certificate && {
    tls: { cert: certificate.chain, key: certificate.key },
    http2: true,
    http3,
  };
  return Bun.serve({
    // Its error pages for developers tell paths of this machine.
    development: false,
    // Without that, two servers would share a port and neither would notice.
    reusePort: isShared,
    error: faultResponse,
    maxRequestBodySize: maxRequestBodyBytes,
    routes: Object.fromEntries(routes),
    fetch: (request, self) => handler(request, addressOf(self, request), undefined),
    hostname,
    port,
    idleTimeout: idleTimeoutSeconds,
    ...secure,
  });
}

/** Empty when the client has closed its connection meanwhile. */
function addressOf(server: Bun.Server<unknown>, request: Request): string {
  return server.requestIP(request)?.address ?? "";
}

/** A file as a response body, sent by the system without passing through this process. */
export function fileBody(path: string): Blob {
  return Bun.file(path);
}

/** What runs this program: in a compiled executable, the entry file is inside it. */
export function selfCommand(): string[] {
  return isExecutable() ? [process.execPath] : [process.execPath, Bun.main];
}

/**
 * How long the allocator keeps what was freed. Each image takes megabytes: fetching them from the system
 * anew took a sixth of the time. A process without work has given them back a second later.
 */
const purgeDelayMilliseconds = 1_000;

/**
 * WebAssembly memories whose bounds the processor checks: each reserves four gigabytes of addresses, and
 * no memory. Code with a memory beyond the engine's own four is a hundred times as slow, and a renderer
 * has one for libvips, one for drawings, one for each model and two for each font.
 */
const mostFastMemories = 64;

/** Bun ends at once where it does not know an option of its engine, and names change. */
function engineOptions(): Record<string, string> {
  const isKnown = Bun.semver.satisfies(Bun.version, "~1.4.0");
  return isKnown ? { BUN_JSC_maxNumWasmFastMemories: String(mostFastMemories) } : {};
}

/**
 * Starts this executable again with other arguments, and without what it does not need: standard
 * streams are pipes, of the environment it has what no secret is in, and where the system can do
 * that it has no network.
 * @param before stands before the command
 */
export function startSelf(args: readonly string[], before: readonly string[] = []): ChildProcess {
  const [command = "", ...rest] = [...confinement().command, ...before, ...selfCommand(), ...args];
  return spawn(command, rest, {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...childEnvironment(),
      ...engineOptions(),
      MIMALLOC_PURGE_DELAY: String(purgeDelayMilliseconds),
    },
  });
}

/** The dashboard's files. From a checkout another process bundles them, while this one answers. */
export function loadDashboard(): Promise<Bundle> {
  return isExecutable()
    ? import("./bun-dashboard.ts").then(({ bundle }) => bundle)
    : bundleElsewhere(process.execPath);
}

export async function commitOf(): Promise<Commit | undefined> {
  return isExecutable() ? (await import("./bun-commit.ts")).commit : readCommit();
}

/** Whether this is the compiled executable, in which the entry file is. */
function isExecutable(): boolean {
  return Bun.main.startsWith("/$bunfs/") || /^[A-Z]:.~BUN/i.test(Bun.main);
}
