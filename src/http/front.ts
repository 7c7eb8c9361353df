import { setTimeout as sleep } from "node:timers/promises";
import {
  type ConnectEvents,
  connectTcp,
  type Listening,
  listen,
  listenTcp,
  type SocketEvents,
} from "../runtime.ts";
import { type Behind, type Connection, createConnection } from "./connection.ts";

export interface FrontServices extends Pick<Behind, "give"> {
  /** Answers what cannot be given again. */
  fetch(request: Request, peer: string): Response | Promise<Response>;
}

/** How often connections are looked at, in milliseconds. */
const interval = 5_000;

/** How often those that are busy are looked at when the server stops. */
const stopInterval = 20;

/**
 * Listens for clients, and gives them what is ready to be given without making it a request and a
 * response first, which takes longer than everything else about a hit. What is not ready goes to
 * the runtime's own server, which listens on a port of its own, for connections from here only.
 */
export function openFront(
  { give, fetch }: FrontServices,
  address: { hostname: string; port: number },
): Listening {
  const connections = new Set<Connection>();
  /** Clients by the port from which the server is asked for them. */
  const peers = new Map<number, string>();

  const server = listen(
    (request, { port }) => {
      const peer = peers.get(port);
      return peer === undefined ? new Response(null, { status: 421 }) : fetch(request, peer);
    },
    { hostname: "127.0.0.1", port: 0 },
  );

  /** Our ends of the connections to the server. */
  const ends: ConnectEvents<{ connection: Connection; port: number }> = {
    open(socket) {
      const { connection } = socket.data;
      socket.data.port = socket.localPort;
      peers.set(socket.localPort, connection.peer);
      connection.connected(socket);
    },
    data: (socket, bytes) => socket.data.connection.answered(bytes),
    drain: ({ data }) => data.connection.serverDrained(),
    close(socket) {
      const { connection, port } = socket.data;
      peers.delete(port);
      connection.serverClosed(socket);
    },
    failed: ({ connection }) => connection.unreachable(),
  };

  const behind: Behind = {
    give,
    connect: (connection) => connectTcp(ends, server.port, { connection, port: 0 }),
  };

  const clients: SocketEvents<Connection> = {
    open(socket) {
      socket.data = createConnection(socket, socket.remoteAddress, behind);
      connections.add(socket.data);
    },
    data: (socket, bytes) => socket.data.received(bytes),
    drain: ({ data }) => data.drained(),
    close({ data }) {
      connections.delete(data);
      data.closed();
    },
  };

  const listener = (() => {
    try {
      return listenTcp(clients, address);
    } catch (error) {
      server.end();
      throw error;
    }
  })();
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
        if (connection.idle || (answered && !connection.waiting)) connection.end();
      }
      // What the server has sent last may still be on its way.
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
