import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

/** A web server over a folder, in the place of the one that the lists fetch from. */
export function startWeb(folder: string): { url: string; stop(): void } {
  const server = createServer(({ url = "/" }, response) => {
    const path = normalize(decodeURIComponent(url.replace(/\?.*$/s, "")));
    try {
      response.end(readFileSync(join(folder, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => void server.close() };
}
