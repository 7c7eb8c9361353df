import { type ChildProcess, spawn } from "node:child_process";

/** The one file that names what only Bun has; another runtime is added here and nowhere else. */

export const runtimeVersion = `Bun ${Bun.version}`;

/** A server that listens. */
export interface Listening {
  port: number;
  /** Stops accepting and resolves when every answer under way has been sent. */
  stop(): Promise<void>;
  /** Ends what is still under way. */
  end(): Promise<void>;
}

/** Of the management API, in bytes: who signs in has no key yet, and may not fill the memory. */
const maxRequestBodySize = 256 * 1024;

/** For what goes wrong when an answer has been handed over, such as a file that is gone. */
const fault = "Something went wrong inside the server\n";
const faultHeaders = {
  "Content-Type": "text/plain; charset=utf-8",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "ik-error": `EINTERNAL - ${fault.trim()}`,
};

/** @param fetch answers a request from a client at the address `peer` */
export function listen(
  fetch: (request: Request, peer: string) => Response | Promise<Response>,
  { hostname, port }: { hostname: string; port: number },
): Listening {
  const server = Bun.serve({
    // Its error pages for developers tell paths of this machine.
    development: false,
    // Without that, two servers would share a port and neither would notice.
    reusePort: false,
    error: () => new Response(fault, { status: 500, headers: faultHeaders }),
    maxRequestBodySize,
    fetch: (request, self) => fetch(request, self.requestIP(request)?.address ?? ""),
    hostname,
    port,
    idleTimeout: 60,
  });
  return {
    port: server.port ?? port,
    stop: () => server.stop(false),
    end: () => server.stop(true),
  };
}

/** A file as a response body, sent by the runtime without passing through JavaScript. */
export function fileBody(path: string): Blob {
  return Bun.file(path);
}

/** Starts this executable again with other arguments; standard streams are pipes. */
export function startSelf(args: readonly string[]): ChildProcess {
  // In a compiled executable the entry file is inside it, and execPath alone is the whole command.
  const entry = Bun.main.startsWith("/$bunfs/") || /^[A-Z]:.~BUN/i.test(Bun.main) ? [] : [Bun.main];
  return spawn(process.execPath, [...entry, ...args], { stdio: ["pipe", "pipe", "pipe"] });
}
