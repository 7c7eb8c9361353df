import { type AddressInfo, createServer } from "node:net";
import type { Modes } from "./mode.ts";

interface HostileServer {
  url: string;
  stop(): void;
}

/** A web server that answers for a path as the mode of that name says, whatever follows the name. */
export async function startHostileServer(modes: Modes, image: Uint8Array): Promise<HostileServer> {
  const asked = new Map<string, number>();
  let url = "";
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let text = "";
    socket.setEncoding("latin1").on("data", (part) => {
      text += part;
      for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
        const fields = text.slice(0, end);
        text = text.slice(end + 4);
        const path = /^GET (\S+)/.exec(fields)?.[1] ?? "";
        const name = decodeURIComponent(/^\/([^/]+)/.exec(path)?.[1] ?? "");
        const file = path.replace(/\?.*/, "");
        const before = asked.get(file) ?? 0;
        asked.set(file, before + 1);
        modes[name]?.answer(socket, { image, url, path, fields, before });
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
