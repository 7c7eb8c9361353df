import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A web origin that counts the bytes that it sends, and knows ranges or does not. */
export interface RangeServer {
  url: string;
  /** Requests in order: the range, or `all`. */
  asked(path: string): string[];
  /** Bytes of bodies sent under a path. */
  sent(path: string): number;
  put(path: string, bytes: Uint8Array): void;
  /** What happens from the next request on. */
  behave(how: Partial<Behaviour>): void;
  /** Forgets what was counted. */
  reset(): void;
  stop(): void;
}

interface Behaviour {
  knowsRanges: boolean;
  /** Entity tags are weak. */
  isWeak: boolean;
  /** Before an answer to a request, counted from 0. */
  before(count: number): void;
  /** Whether the connection ends without an answer. */
  fails(count: number): boolean;
  /** Whether an answer ends before its last byte, and its connection does not. */
  stalls(count: number): boolean;
  /** The part that is sent instead of what was asked for. */
  change(part: Uint8Array, start: number): Uint8Array;
}

const usual: Behaviour = {
  knowsRanges: true,
  isWeak: false,
  before: () => {},
  fails: () => false,
  stalls: () => false,
  change: (part) => part,
};

export async function startRangeServer(): Promise<RangeServer> {
  const files = new Map<string, { bytes: Uint8Array; version: number }>();
  let asked: { path: string; range: string; bytes: number }[] = [];
  let behaviour = usual;
  let versions = 0;
  const server = createServer((request, response) => {
    const stalls = behaviour.stalls(asked.length);
    const path = decodeURIComponent((request.url ?? "").slice(1));
    behaviour.before(asked.length);
    if (behaviour.fails(asked.length)) {
      asked.push({ path, range: "none", bytes: 0 });
      return void request.socket.destroy();
    }
    const file = files.get(path);
    const note = (range: string, bytes: number) => asked.push({ path, range, bytes });
    if (!file) {
      note("none", 0);
      return void response.writeHead(404).end();
    }
    const { bytes, version } = file;
    const etag = `${behaviour.isWeak ? "W/" : ""}"${version}"`;
    const { range, "if-match": expected = etag, "if-none-match": known } = request.headers;
    const headers = { ETag: etag, "Content-Type": "video/mp4" };
    if (known === etag) {
      note("unchanged", 0);
      return void response.writeHead(304, headers).end();
    }
    if (expected !== etag) {
      note("changed", 0);
      return void response.writeHead(412).end();
    }
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    if (first === undefined || !behaviour.knowsRanges) {
      note("all", bytes.length);
      return void response
        .writeHead(200, { ...headers, "Content-Length": bytes.length })
        .end(bytes);
    }
    const asWanted = bytes.subarray(Number(first), Number(last) + 1);
    const part = behaviour.change(asWanted, Number(first));
    note(`${first}-${last}`, part.length);
    const end = Number(first) + asWanted.length - 1;
    response.writeHead(206, {
      ...headers,
      "Content-Range": `bytes ${first}-${end}/${bytes.length}`,
      "Content-Length": part.length,
    });
    if (!stalls) return void response.end(part);
    // Never silent for as long as a connection may be.
    let at = 0;
    const drip = setInterval(() => {
      response.write(part.subarray(at, at + 1));
      at += 1;
    }, 200);
    response.once("close", () => clearInterval(drip));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const of = (path: string) => asked.filter((each) => each.path === path);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (path) => of(path).map(({ range }) => range),
    sent: (path) => of(path).reduce((sum, { bytes }) => sum + bytes, 0),
    put(path, bytes) {
      versions += 1;
      files.set(path, { bytes, version: versions });
    },
    behave(how) {
      behaviour = { ...usual, ...how };
    },
    reset() {
      asked = [];
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
