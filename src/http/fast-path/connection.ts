import type { Socket } from "../../runtime/runtime.ts";
import { busyAnswer } from "./head.ts";
import type { Given } from "./hot.ts";
import { createOutlet, type Outlet } from "./outlet.ts";
import { createRequestReader, isBeginning, type PlainRequest } from "./plain-request.ts";
import { createResponseEnd } from "./response-end.ts";

export interface Behind {
  /** An answer that is ready to be given again. */
  give(asked: PlainRequest, peer: string): Given | undefined;
  /** Connects to the server that answers everything else; the connection is told. */
  connect(connection: Connection): void;
}

/** One client's connection, and the one that it may have to the server behind. */
export interface Connection {
  readonly peer: string;
  /** Nothing has been asked that is not answered. */
  readonly idle: boolean;
  /** The client has yet to take something. */
  readonly waiting: boolean;
  /** How often in a row this was asked and nothing had moved. */
  still(): number;
  /** From the client. */
  received(bytes: Buffer): void;
  drained(): void;
  closed(): void;
  connected(server: End): void;
  /** There is no way to the server: no room for another connection. */
  unreachable(): void;
  /** From the server. */
  answered(bytes: Buffer): void;
  serverDrained(): void;
  serverClosed(socket: End): void;
  /** Called at equal intervals. */
  tick(): void;
  end(): void;
  terminate(): void;
}

/** Ours, of either connection. */
export type End = Pick<Socket<unknown>, "write" | "end" | "terminate" | "pause" | "resume">;

/** A head that does not end within so many bytes is the server's to refuse. */
const longestHead = 16 * 1024;

/**
 * Ticks without a byte in either direction, after which a connection is given up, or its server's.
 * Proxies keep theirs for a minute: it should be they who close, since they may be asking already.
 */
const patience = { server: 6, client: 15, stuck: 18 };

/**
 * Passes bytes on between a client and the server, as they are. Between two answers, when nothing
 * is under way, a request that is one plain head may be answered here instead. Once there was a
 * doubt about where a request or an answer ends, there is no such moment any more, and everything
 * is the server's.
 */
export function createConnection(client: End, peer: string, behind: Behind): Connection {
  const toClient = createOutlet(client);
  const read = createRequestReader();
  let server: End | undefined;
  let toServer: Outlet | undefined;
  /** What waits for the server to be connected. */
  let early: Buffer[] | undefined;
  /** The beginning of a head. */
  let held: Buffer | undefined;
  /** Of the answer that is under way. */
  let progress: ReturnType<typeof createResponseEnd> | "unknown" | undefined;
  let keepAlive = true;
  let ended = false;
  let quiet = 0;
  let serverQuiet = 0;
  let looks = 0;
  /** To be called when the client has everything. */
  let returned: (() => void) | undefined;

  const isIdle = () => progress === undefined && toClient.empty;

  function pass(bytes: Buffer): void {
    serverQuiet = 0;
    if (toServer) {
      toServer.write(bytes);
      if (!toServer.empty) client.pause();
    } else if (early) {
      early.push(bytes);
      client.pause();
    } else {
      early = [bytes];
      behind.connect(connection);
    }
  }

  function passForGood(bytes: Buffer): void {
    progress = "unknown";
    pass(bytes);
  }

  /** Everything has been said to the client. */
  function finish(): void {
    ended = true;
    toClient.end();
    leave();
  }

  /** What the client has not been handed it does not get; what is on its way to it stays so. */
  function abandon(): void {
    ended = true;
    client.end();
    server?.terminate();
  }

  /** What comes from the server after this is nobody's. */
  function leave(): void {
    server?.end();
    server = undefined;
    toServer = undefined;
  }

  /** What was lent goes back. */
  function giveBack(): void {
    returned?.();
    returned = undefined;
  }

  function say({ start, rest }: Given): void {
    toClient.write(start, true);
    if (!rest) return;
    toClient.write(rest.body);
    returned = rest.returned;
    if (toClient.empty) giveBack();
  }

  function request(bytes: Buffer): void {
    const head = bytes.toString("latin1");
    const asked = bytes.length < longestHead ? read(head) : undefined;
    const given = asked && behind.give(asked, peer);
    if (given) {
      say(given);
      if (!asked.keepAlive) finish();
    } else if (asked) {
      keepAlive = asked.keepAlive;
      progress = createResponseEnd(asked.method);
      pass(bytes);
    } else if (bytes.length < longestHead && isBeginning(head)) {
      held = bytes;
    } else {
      passForGood(bytes);
    }
  }

  const connection: Connection = {
    peer,
    get idle() {
      return isIdle() && held === undefined;
    },
    get waiting() {
      return !toClient.empty;
    },
    still: () => looks++,
    received(bytes) {
      if (ended) return;
      // Who takes nothing is not kept by what it sends.
      if (toClient.empty) quiet = 0;
      const all = held ? Buffer.concat([held, bytes]) : bytes;
      held = undefined;
      if (isIdle()) request(all);
      else passForGood(all);
    },
    drained() {
      quiet = 0;
      looks = 0;
      toClient.drain();
      if (!toClient.empty) return;
      giveBack();
      server?.resume();
    },
    closed() {
      ended = true;
      giveBack();
      // Whoever works for a client that has gone finds out by this.
      server?.terminate();
    },
    connected(socket) {
      if (ended) {
        socket.terminate();
        return;
      }
      server = socket;
      toServer = createOutlet(socket);
      for (const bytes of early ?? []) toServer.write(bytes);
      early = undefined;
      if (toServer.empty) client.resume();
    },
    answered(bytes) {
      if (ended) return;
      quiet = 0;
      serverQuiet = 0;
      looks = 0;
      toClient.write(bytes);
      if (!toClient.empty) server?.pause();
      const where = typeof progress === "function" ? progress(bytes) : "open";
      if (where === "open") progress = "unknown";
      else if (where !== "more") {
        progress = undefined;
        if (where === "closing" || !keepAlive) finish();
      }
    },
    serverDrained() {
      toServer?.drain();
      if (toServer?.empty) client.resume();
    },
    unreachable() {
      early = undefined;
      toClient.write(busyAnswer(Date.now()));
      finish();
    },
    serverClosed(socket) {
      if (socket !== server) return;
      leave();
      // Between two answers the next one has another.
      if (progress !== undefined) finish();
    },
    tick() {
      quiet += 1;
      serverQuiet += 1;
      if (quiet >= patience.stuck) abandon();
      else if (quiet >= patience.client && connection.idle) connection.end();
      else if (serverQuiet >= patience.server && isIdle()) leave();
    },
    end: finish,
    terminate() {
      client.terminate();
      server?.terminate();
    },
  };
  return connection;
}
