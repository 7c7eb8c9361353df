import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A file at an origin. */
interface OriginFile {
  body: Uint8Array;
  status?: number;
  headers?: Record<string, string>;
}

/** A web origin whose files a test changes, and whose answers it can hold back. */
export interface OriginServer {
  url: string;
  /** Paths that were asked for, in order, also those that were not changed. */
  asked: string[];
  /** Requests whose connection ended before their answer did. */
  abandoned: string[];
  put(path: string, file: OriginFile | Uint8Array): void;
  /** Answers stop before their body until the function that this gives is called. */
  hold(): () => void;
  stop(): void;
}

/** @param find files that were not put: by path, made when they are asked for */
export async function startOriginServer(
  find: (path: string) => OriginFile | undefined = () => undefined,
): Promise<OriginServer> {
  const files = new Map<string, OriginFile & { etag: string }>();
  const asked: string[] = [];
  const abandoned: string[] = [];
  let gate = Promise.resolve();
  let versions = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    response.on("close", () => response.writableFinished || abandoned.push(path));
    // As it is now, not as it will be when the answer may go on.
    const file = files.get(path) ?? find(path);
    if (!file) return void response.writeHead(404).end();
    const { body, status = 200, headers = {} } = file;
    const etag = "etag" in file ? { ETag: String(file.etag) } : {};
    if (request.headers["if-none-match"] && request.headers["if-none-match"] === etag.ETag) {
      return void response.writeHead(304, { ...etag, ...headers }).end();
    }
    response.writeHead(status, { ...etag, "Content-Length": body.length, ...headers });
    response.flushHeaders();
    await gate;
    response.end(body);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    abandoned,
    put(path, file) {
      versions += 1;
      files.set(path, {
        ...(file instanceof Uint8Array ? { body: file } : file),
        etag: `"${versions}"`,
      });
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
