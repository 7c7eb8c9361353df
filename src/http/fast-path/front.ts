import { setTimeout as sleep } from "node:timers/promises";
import {
  type ConnectEvents,
  connectorTo,
  type Listening,
  listen,
  listenTcp,
  openFilesAtMost,
  type SocketEvents,
} from "../../runtime/runtime.ts";
import { type Behind, type Connection, createConnection } from "./connection.ts";

export interface FrontServices extends Pick<Behind, "give"> {
  /** Answers what cannot be given again. */
  fetch(request: Request, peer: string): Response | Promise<Response>;
  /** Somebody is turned away, and why; told now and then. */
  warn(message: string): void;
}

/** How often connections are looked at, in milliseconds. */
const interval = 5_000;

/** How often those that are busy are looked at when the server stops. */
const stopInterval = 20;
/** How often one must have been seen still after the server has said all. */
const looksAtLast = 5;

/** Descriptors that files, origins, renderers and the database may take, or a third of few. */
const reserve = 256;

/** How often somebody is told that clients are turned away, in milliseconds. */
const warnInterval = 10_000;

const loopback = "127.0.0.1";

/**
 * Listens for clients, and gives them what is ready to be given without making it a request and a
 * response first, which takes longer than everything else about a hit. What is not ready goes to
 * the runtime's own server, which listens on a port of its own, for connections from here only.
 */
export function openFront(
  { give, fetch, warn }: FrontServices,
  address: { hostname: string; port: number },
): Listening {
  const openFiles = openFilesAtMost();
  const room = openFiles - Math.min(reserve, Math.floor(openFiles / 3));
  const connections = new Set<Connection>();
  /** By the port from which the server is asked for them. */
  const asking = new Map<number, Connection>();
  /** Connections to the server, with those that are on their way. */
  let links = 0;
  /** Milliseconds since 1970 of the last warning. */
  let warned = 0;

  /** Our ends of the connections to the server. */
  const ends: ConnectEvents<{ connection: Connection; port: number }> = {
    open(socket) {
      const { connection } = socket.data;
      socket.data.port = socket.localPort;
      asking.set(socket.localPort, connection);
      connection.connected(socket);
    },
    data: (socket, bytes) => socket.data.connection.answered(bytes),
    drain: ({ data }) => data.connection.serverDrained(),
    close(socket) {
      const { connection, port } = socket.data;
      if (asking.get(port) === connection) asking.delete(port);
      links -= 1;
      connection.serverClosed(socket);
    },
    failed({ connection }) {
      links -= 1;
      connection.unreachable();
    },
  };

  const behind: Behind = {
    give,
    connect(connection) {
      if (!hasRoomFor(2)) return connection.unreachable();
      links += 1;
      connect({ connection, port: 0 });
    },
  };

  /** Whether so many connections can be opened; one to the server has both its ends in this process. */
  function hasRoomFor(count: number): boolean {
    if (connections.size + 2 * links + count <= room) return true;
    const now = Date.now();
    if (now - warned >= warnInterval) {
      warned = now;
      warn(`Clients are turned away: ${openFiles} files may be open, see ulimit -n`);
    }
    return false;
  }

  const clients: SocketEvents<Connection> = {
    open(socket) {
      // With nothing left to open, those who are here already would not be answered either.
      if (!hasRoomFor(1)) {
        socket.terminate();
        return;
      }
      socket.data = createConnection(socket, socket.remoteAddress, behind);
      connections.add(socket.data);
    },
    data: (socket, bytes) => socket.data.received(bytes),
    drain: ({ data }) => data.drained(),
    close({ data }) {
      // Without one it was turned away.
      if (!connections.delete(data)) return;
      data.closed();
    },
  };

  // First what may fail, since the port may be in use; nobody is heard before both listen.
  const listener = listenTcp(clients, address);
  const server = listen(
    (request, { address, port }) => {
      // From other addresses of this machine the port may be somebody else's.
      const connection = address === loopback ? asking.get(port) : undefined;
      return connection ? fetch(request, connection.peer) : new Response(null, { status: 421 });
    },
    { hostname: loopback, port: 0 },
  );
  const connect = connectorTo(server.port, ends);
  const timer = setInterval(() => {
    for (const connection of connections) connection.tick();
  }, interval);

  async function stop(): Promise<void> {
    listener.stop();
    let answered = false;
    const done = server.stop().then(() => {
      answered = true;
    });
    while (connections.size > 0) {
      for (const connection of connections) {
        // What the server has sent last may still be on its way.
        const isDone = answered && !connection.waiting && connection.still() > looksAtLast;
        if (connection.idle || isDone) connection.end();
      }
      await sleep(stopInterval);
    }
    clearInterval(timer);
    await done;
  }

  return {
    port: listener.port,
    stop,
    async end() {
      clearInterval(timer);
      listener.stop();
      for (const connection of connections) connection.terminate();
      await server.end();
    },
  };
}
