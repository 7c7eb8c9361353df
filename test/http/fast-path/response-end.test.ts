import { expect, test } from "bun:test";
import { createResponseEnd, type Progress } from "../../../src/http/fast-path/response-end.ts";

const rows: [string, "GET" | "HEAD", string, Progress][] = [
  [
    "a body of a length",
    "GET",
    "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello",
    "ended",
  ],
  ["no body", "GET", "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "ended"],
  [
    "what has not changed",
    "GET",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
    "ended",
  ],
  ["nothing to say", "GET", "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", "ended"],
  ["a head alone", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", "ended"],
  [
    "the last answer",
    "GET",
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
    "closing",
  ],
];

test("an answer ends with its last byte, however it is cut", () => {
  for (const [what, method, text, expected] of rows) {
    for (let cut = 1; cut < text.length; cut += 1) {
      const where = createResponseEnd(method);
      expect(where(Buffer.from(text.slice(0, cut))), `${what}, cut at ${cut}`).toBe("more");
      expect(where(Buffer.from(text.slice(cut))), `${what}, cut at ${cut}`).toBe(expected);
    }
    const where = createResponseEnd(method);
    const bytes = [...Buffer.from(text)].map((byte) => where(Buffer.from([byte])));
    expect(bytes.pop(), what).toBe(expected);
    expect(new Set(bytes), what).toEqual(new Set(["more"]));
  }
});

test("an answer whose end is not said has none", () => {
  for (const text of [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: b\r\n\r\nuntil it closes",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nmore than that",
    "nothing of the kind\r\n\r\n",
    `HTTP/1.1 200 OK\r\nA: ${"b".repeat(70_000)}`,
  ]) {
    expect(createResponseEnd("GET")(Buffer.from(text)), text.slice(0, 80)).toBe("open");
  }
});
