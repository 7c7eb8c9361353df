import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fromCheckout, startServer, temporaryFolder } from "../support/tintype.ts";
import type { Outcome } from "./outcome.ts";

/** A second request, hidden in what one parser takes for the first one's body. */
const hidden = "GET /_/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
const chunked = "Transfer-Encoding: chunked";
const length = `Content-Length: ${hidden.length}`;

/** Lines of heads that two parsers may read differently, and the body behind them. */
const heads: [lines: string[], body: string][] = [
  ...[
    ...[
      "Transfer-Encoding: chunked, identity",
      "Transfer-Encoding: identity",
      "Transfer-Encoding: xchunked",
    ],
    ...[
      "Transfer-Encoding : chunked",
      " Transfer-Encoding: chunked",
      "Transfer-Encoding:\tchunked",
    ],
    ...["Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "Transfer-Encoding:\x0bchunked"],
    ...[
      "Transfer-encoding: CHUNKED",
      "X: x\nTransfer-Encoding: chunked",
      "Transfer-Encoding\x00: chunked",
    ],
    ...[
      'Transfer-Encoding: "chunked"',
      "X: x\r\n Transfer-Encoding: chunked",
      "Transfer-Encoding: chunked;q=1",
    ],
  ].flatMap((line): [string[], string][] => [
    [[line, "Content-Length: 5"], `0\r\n\r\n${hidden}`],
    [["Content-Length: 5", line], `0\r\n\r\n${hidden}`],
  ]),
  ...[
    ...[
      "+5",
      "-1",
      "0x5",
      "5 ",
      "5,5",
      "5, 6",
      "",
      "٥",
      "1e1",
      "5\x00",
      "99999999999999999999",
      "05;",
    ],
  ].map((value): [string[], string] => [[`Content-Length: ${value}`], `12345${hidden}`]),
  [["Content-Length: 5", "Content-Length: 6"], `12345${hidden}`],
  [["Content-Length: 0", length], hidden],
  [["X: a\r\n b"], ""],
  [["X: a\rb"], ""],
  [["X: a\nContent-Length: 0"], hidden],
  [["X\x00: a"], ""],
  [["X : a"], ""],
  [[": a"], ""],
  [["no colon"], ""],
  [["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAA"], hidden],
  [["Expect: 100-continue", length], hidden],
  ...[
    "5\r\n12345\r\n0\r\n\r\n",
    "5;x=\n\r\n12345\r\n0\r\n\r\n",
    "0x5\r\n12345\r\n0\r\n\r\n",
    "-5\r\n12345\r\n0\r\n\r\n",
    "5 \r\n12345\r\n0\r\n\r\n",
    "5\n12345\n0\n\n",
    "5\r\n1234567\r\n0\r\n\r\n",
    "FFFFFFFFFFFFFFFFF\r\n12345\r\n0\r\n\r\n",
    "0\r\nX: y\r\n\r\n",
  ].map((body): [string[], string] => [[chunked], body]),
];

const first = [
  ...[
    "GET /a.bin HTTP/1.1",
    "POST /a.bin HTTP/1.1",
    "GET  /a.bin HTTP/1.1",
    "GET /a.bin HTTP/1.10",
  ],
  ...[
    "GET /a.bin",
    "GET /a.bin HTTP/9.9",
    "CONNECT a:80 HTTP/1.1",
    "GET http://b/_/metrics HTTP/1.1",
  ],
  ...[
    "get /a.bin HTTP/1.1",
    "GET /a.bin HTTP/1.1\x00",
    "\r\nGET /a.bin HTTP/1.1",
    "GE\x00T /a HTTP/1.1",
  ],
];

/**
 * Sends heads that are not clear. Each of them is answered once, or not at all, or its connection ends:
 * nothing that stands in a body or in another field is ever answered as a request.
 */
export async function smuggle(): Promise<Outcome> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), "an original");
  const server = await startServer(fromCheckout, [folder, "--log", "json"]);
  const { port } = new URL(server.url);
  const reached: string[] = [];
  const statuses: Record<string, number> = {};
  const cases = [
    ...heads.flatMap(([lines, body]) =>
      ["GET", "POST"].map((method) => [`${method} /a.bin HTTP/1.1`, "Host: a", ...lines, "", body]),
    ),
    ...first.map((line) => [line, "Host: a", "", ""]),
  ];
  for (const lines of cases) {
    const text = await answerTo(Number(port), lines.join("\r\n"));
    const found = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status as string);
    statuses[found[0] ?? "closed"] = (statuses[found[0] ?? "closed"] ?? 0) + 1;
    // What is told of a field that is refused stands in no second answer.
    if (server.log().includes("smuggled")) {
      reached.push(JSON.stringify(lines));
      break;
    }
  }
  const alive = (await fetch(`${server.url}/a.bin`)).status;
  if (alive !== 200) reached.push(`afterwards an image is answered with ${alive}`);
  await server.stop("SIGKILL");
  return { tried: { cases: cases.length, ...statuses }, reached };
}

function answerTo(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request, "latin1"));
    socket.setTimeout(700, () => socket.destroy());
    socket.setEncoding("latin1").on("data", (part) => {
      text += part;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}
