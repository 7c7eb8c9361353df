import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A store that answers as a test needs it; it verifies nothing. */
export interface StoreServer {
  url: string;
  /** What it was asked for, `GET /bucket/key`, without the SDK's own query. */
  readonly requests: string[];
  stop(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, key: string) => void;

/** @param answer given the key, percent-decoded, as path-style requests name it */
export async function startStore(answer: Answer): Promise<StoreServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    requests.push(`${request.method} ${path}`);
    answer(request, response, decodeURIComponent(path.split("/").slice(2).join("/")));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** An error in S3's XML. */
export function storeError(
  response: ServerResponse,
  status: number,
  code: string,
  { more = "", headers = {} }: { more?: string; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { "Content-Type": "application/xml", ...headers });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No</Message>${more}</Error>`,
  );
}
