import { connect } from "node:net";

/** One answer as it came over the wire. */
export interface WireAnswer {
  status: number;
  headers: Headers;
  /** What followed the head, chunks joined; nothing is decompressed. */
  body: Uint8Array;
}

/**
 * Sends one request with exactly these headers beside `Host` and `Connection: close`, and reads
 * until the server closes: a body where none may be is seen, which clients hide.
 */
export function exchange(
  url: string,
  target: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<WireAnswer> {
  const { hostname, port, host } = new URL(url);
  const { method = "GET", headers = {} } = options;
  const lines = Object.entries({ Host: host, ...headers, Connection: "close" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`);
    });
    socket.setTimeout(30_000, () => socket.destroy(new Error(`No answer to ${target}`)));
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", () => {
      socket.end();
      try {
        resolve(readAnswer(Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function readAnswer(bytes: Buffer): WireAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [first = "", ...fields] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  if (end < 0 || !status) throw new Error(`Expected an HTTP answer, got ${bytes.length} bytes`);
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(":");
    headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  const rest = bytes.subarray(end + 4);
  const chunked = headers.get("transfer-encoding") === "chunked";
  return { status, headers, body: chunked ? joinChunks(rest) : rest };
}

function joinChunks(bytes: Buffer): Uint8Array {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (!(size > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 4 + size;
  }
  return Buffer.concat(parts);
}
