import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

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

/** Who connected. */
export interface Peer {
  address: string;
  port: number;
}

/** @param fetch answers a request of a peer */
export function listen(
  fetch: (request: Request, peer: Peer) => Response | Promise<Response>,
  { hostname, port }: { hostname: string; port: number },
): Listening {
  const server = Bun.serve({
    // Its error pages for developers tell paths of this machine.
    development: false,
    // Without that, two servers would share a port and neither would notice.
    reusePort: false,
    error: () => new Response(fault, { status: 500, headers: faultHeaders }),
    maxRequestBodySize,
    fetch: (request, self) => fetch(request, self.requestIP(request) ?? nobody),
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

/** Whose connection has ended meanwhile. */
const nobody: Peer = { address: "", port: 0 };

/** Our end of a connection. */
export interface Socket<Data> {
  data: Data;
  readonly remoteAddress: string;
  readonly localPort: number;
  /** Gives back how many bytes there was room for; a negative number when it is closed. */
  write(bytes: Uint8Array): number;
  /** Takes no more bytes from the other end until `resume`. */
  pause(): void;
  resume(): void;
  /** Sends what was written, and closes. */
  end(): void;
  terminate(): void;
}

/** What happens at our end of a connection. */
export interface SocketEvents<Data> {
  open(socket: Socket<Data>): void;
  data(socket: Socket<Data>, bytes: Buffer): void;
  /** There is room again. */
  drain(socket: Socket<Data>): void;
  close(socket: Socket<Data>): void;
}

/** Listens for connections. */
export function listenTcp<Data>(
  events: SocketEvents<Data>,
  { hostname, port }: { hostname: string; port: number },
): { port: number; stop(): void } {
  const listener = Bun.listen<Data>({ hostname, port, socket: socketHandler(events) });
  return { port: listener.port, stop: () => listener.stop(false) };
}

export interface ConnectEvents<Data> extends SocketEvents<Data> {
  /** Instead of `open`. */
  failed(data: Data): void;
}

/** What connects to a port of this machine, as often as it is called. */
export function connectorTo<Data>(port: number, events: ConnectEvents<Data>): (data: Data) => void {
  const socket = socketHandler(events);
  return (data) => {
    Bun.connect<Data>({ hostname: "127.0.0.1", port, data, socket }).catch(() => {
      events.failed(data);
    });
  };
}

function socketHandler<Data>(events: SocketEvents<Data>): Bun.SocketHandler<Data> {
  return {
    open(socket) {
      // Small pieces that wait for one another's receipt take 40 ms each.
      socket.setNoDelay(true);
      events.open(socket as Socket<Data>);
    },
    data: (socket, bytes) => events.data(socket as Socket<Data>, bytes),
    drain: (socket) => events.drain(socket as Socket<Data>),
    close: (socket) => events.close(socket as Socket<Data>),
    connectError: () => {},
    // Of what is thrown by one of these: nobody knows any more where this connection stands.
    error: (socket) => socket.terminate(),
  };
}

/** How many files and connections this process may have open, where the system says so. */
export function openFilesAtMost(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
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
