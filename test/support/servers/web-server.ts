import { once } from "node:events";
import http, {
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import https from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

/** A web server on a free port of loopback, with well and badly behaved answers. */
export interface WebServer {
  port: number;
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  url: string;
  /** What was asked, in order. */
  requests: { path: string; headers: IncomingHttpHeaders }[];
  /** How many connections were made so far. */
  connections(): number;
  /** How many of them are open. */
  open(): number;
  stop(): void;
}

/** For `pictures.test`, until 2120. Only tests trust it, so its key is no secret. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBXTCCAQKgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1waWN0dXJl
cy50ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1waWN0dXJlcy50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1+ET
5bkIr4PnbyeKPWPq3WyQGwr8tkd5GyeYsy8Nvp0ssVsiD3ewruw6gaAl31yCqRgx
Ya0hqeVG65Y+BTDa1aM7MDkwGAYDVR0RBBEwD4INcGljdHVyZXMudGVzdDAdBgNV
HQ4EFgQUIrOPrdRNmPyj1WFLdBqbdBklnscwCgYIKoZIzj0EAwIDSQAwRgIhANX3
149Cil7TzM3Sbg1225GkET3wuDNbYsuv3sraYaiJAiEAzhjb7/jCL2AU39GIk0Zo
lc3uCDN5yO28gk95s0BnUj4=
-----END CERTIFICATE-----
`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjwR/ggeFlg6NgrYl
e6qEuu462qGp4jAiKbhPnsZz2c+hRANCAATX4RPluQivg+dvJ4o9Y+rdbJAbCvy2
R3kbJ5izLw2+nSyxWyIPd7Cu7DqBoCXfXIKpGDFhrSGp5Ubrlj4FMNrV
-----END PRIVATE KEY-----
`;

export const etag = '"v1"';
export const lastModified = "Tue, 01 Jul 2025 10:00:00 GMT";

/** Longer than what a socket takes at once. */
const text = "A picture, so to speak. ".repeat(40_000);
export const longText = text;

type Answer = (request: http.IncomingMessage, response: ServerResponse, rest: string) => void;

function compressed(encoding: string, bytes: Buffer, sent = bytes): Answer {
  return (_, response) => {
    response.writeHead(200, { "Content-Encoding": encoding, "Content-Length": bytes.length });
    response.write(sent);
    if (sent === bytes) response.end();
    else setTimeout(() => response.socket?.destroy(), 50);
  };
}

/** By the first segment of the path; what follows it, unchanged, is the third argument. */
const routes: Record<string, Answer> = {
  ok: (_, response) => {
    response.writeHead(200, {
      "Content-Type": "image/jpeg",
      "Content-Length": 2,
      "Cache-Control": "max-age=60",
      ETag: etag,
      "Last-Modified": lastModified,
    });
    response.end("ok");
  },
  etag: ({ headers }, response) => {
    response.setHeader("ETag", etag);
    response.writeHead(headers["if-none-match"] === etag ? 304 : 200).end();
  },
  "last-modified": ({ headers }, response) => {
    response.setHeader("Last-Modified", lastModified);
    response.writeHead(headers["if-modified-since"] === lastModified ? 304 : 200).end();
  },
  /** `private/MARK` marks its answer so. */
  private: ({ headers }, response, rest) => {
    response.setHeader("ETag", etag).setHeader("Is-Private-File", rest);
    response.writeHead(headers["if-none-match"] === etag ? 304 : 200).end();
  },
  long: (_, response) => void response.end(text),
  status: (_, response, rest) => {
    response.writeHead(Number(rest), { "Content-Length": rest === "304" ? 0 : 4 });
    response.end(rest === "304" ? "" : "sigh");
  },
  /** `redirect/3` takes three redirects. */
  redirect: (request, response, rest) => {
    if (rest === "0") return routes.ok?.(request, response, "");
    response.writeHead(302, { Location: `/redirect/${Number(rest) - 1}` }).end("moved");
  },
  loop: (_, response) => void response.writeHead(302, { Location: "/loop" }).end(),
  /** `to/STATUS/LOCATION` redirects there. */
  to: (_, response, rest) => {
    const [, status, location = ""] = /^(\d+)\/(.*)$/.exec(rest) ?? [];
    const headers = location === "" ? {} : { Location: decodeURIComponent(location) };
    response.writeHead(Number(status), headers).end();
  },
  /** A redirect whose own body never ends. */
  "endless-redirect": (_, response) => {
    response.writeHead(302, { Location: "/ok" });
    pour(response, 5, "x".repeat(10_000));
  },
  /** A redirect whose body stops in the middle. */
  "stalled-redirect": (_, response) => {
    response.writeHead(302, { Location: "/ok", "Content-Length": 100 }).write("moved");
  },
  slow: (_, response) => {
    response.writeHead(200, { "Content-Length": 6 });
    pour(response, 100, "s", 6);
  },
  endless: (_, response) => {
    response.writeHead(200);
    pour(response, 20, "x".repeat(1000));
  },
  "late-answer": (_, response) => void setTimeout(() => response.end("late"), 800),
  "stalled-headers": () => {},
  "stalled-body": (_, response) => {
    response.writeHead(200, { "Content-Length": 100 }).write("stalled");
  },
  truncated: (_, response) => {
    response.writeHead(200, { "Content-Length": 100 }).write("truncated");
    setTimeout(() => response.socket?.destroy(), 50);
  },
  "truncated-chunks": (_, response) => {
    response.writeHead(200).write("truncated");
    setTimeout(() => response.socket?.destroy(), 50);
  },
  gzip: compressed("gzip", gzipSync(text)),
  deflate: compressed("deflate", deflateSync(text)),
  br: compressed("br", brotliCompressSync(text)),
  "gzip-truncated": compressed("gzip", gzipSync(text), gzipSync(text).subarray(0, 500)),
  "gzip-broken": compressed("gzip", Buffer.from("this is not gzip")),
  /** `odd-encoding/NAME` calls plain text so. */
  "odd-encoding": (request, response, rest) =>
    compressed(rest, Buffer.from("plain"))(request, response, ""),
  echo: ({ url, headers, rawHeaders, socket }, response) => {
    response.setHeader("Content-Type", "application/json");
    const { servername } = socket as TLSSocket;
    response.end(JSON.stringify({ path: url, headers, rawHeaders, servername }));
  },
};

/** Writes `chunk` every so many milliseconds, `times` times or until nobody listens. */
function pour(response: ServerResponse, interval: number, chunk: string, times = Infinity): void {
  let left = times;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return void response.write(chunk);
    response.end(chunk);
    clearInterval(timer);
  }, interval);
  response.on("close", () => clearInterval(timer));
}

/** Over TLS, `secure` as `pictures.test`; otherwise over plain HTTP. */
export async function startWebServer({ secure = false } = {}): Promise<WebServer> {
  const requests: WebServer["requests"] = [];
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? "";
    requests.push({ path, headers: request.headers });
    const [, route = "", rest = ""] = /^\/([^/?]*)\/?(.*)$/s.exec(path) ?? [];
    const answer = routes[route];
    if (answer) answer(request, response, rest);
    else response.writeHead(404, { "Content-Length": 4 }).end("none");
  };
  const server = secure
    ? https.createServer({ cert: certificate, key }, listener)
    : http.createServer(listener);
  return { requests, ...(await listen(server, secure ? "https" : "http")) };
}

/** A server that does what it is told with every connection once something was asked on it. */
export async function startRawServer(answer: (socket: Socket) => void): Promise<WebServer> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => answer(socket));
  });
  return { requests: [], ...(await listen(server, "http")) };
}

async function listen(server: Server, scheme: string): Promise<Omit<WebServer, "requests">> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    connections: () => connections,
    open: () => sockets.size,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
