import { expect, test } from "bun:test";
import fc from "fast-check";
import { createRequestReader, isBeginning } from "../../../src/http/fast-path/plain-request.ts";

const readPlainRequest = (text: string) => createRequestReader()(text);

const head = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;

test("a head is read whole", () => {
  const asked = readPlainRequest(
    head("GET /tr:w-3/a.jpg?v=1 HTTP/1.1", "Host: img.example:8080", "ACCEPT:  image/webp \t"),
  );
  expect(asked).toMatchObject({
    method: "GET",
    url: "http://img.example:8080/tr:w-3/a.jpg?v=1",
    keepAlive: true,
  });
  expect(asked?.headers.get("accept")).toBe("image/webp");
  expect(asked?.headers.get("range")).toBe(null);
});

test("whether the connection stays open is the client's wish, and HTTP/1.0's is to close", () => {
  const rows = [
    ["1.1", [], true],
    ["1.1", ["Connection: Keep-Alive"], true],
    ["1.1", ["Connection: close"], false],
    ["1.0", [], false],
    ["1.0", ["Connection: keep-alive"], false],
  ] as const;
  for (const [version, lines, keepAlive] of rows) {
    const text = head(`HEAD /a HTTP/${version}`, "Host: a", ...lines);
    expect(readPlainRequest(text), text).toMatchObject({ method: "HEAD", keepAlive });
  }
});

const get = "GET /a HTTP/1.1";

/** What may mean more than one thing, or more than a head. */
const doubtful = [
  head("POST /a HTTP/1.1", "Host: a"),
  head("OPTIONS * HTTP/1.1", "Host: a"),
  head("get /a HTTP/1.1", "Host: a"),
  head("GET http://a/ HTTP/1.1", "Host: a"),
  head("GET /a HTTP/2.0", "Host: a"),
  head("GET /a", "Host: a"),
  head("GET /a b HTTP/1.1", "Host: a"),
  head("GET /\u00e9 HTTP/1.1", "Host: a"),
  head("GET /a\rX HTTP/1.1", "Host: a"),
  head(get),
  head(get, "Host:"),
  head(get, "Host: a", "Host: b"),
  head("GET /photo.jpg HTTP/1.1", "Host: a/tr:w-100"),
  head(get, "Host: user@a"),
  head(get, "Host: a?b"),
  head(get, "Host: a\u00a0"),
  head(get, "Host: \u000ba"),
  head(get, "Host: a:b"),
  head(get, "Host: a", "X: b\u0000"),
  head(get, "Host: a", "Content-Length: 5"),
  head(get, "Host: a", "content-length: 0"),
  head(get, "Host: a", "Content-Length : 5"),
  head(get, "Host: a", "Transfer-Encoding: chunked"),
  head(get, "Host: a", "Transfer-Encoding\t: chunked"),
  head(get, "Host: a", "Expect: 100-continue"),
  head(get, "Host: a", "Connection: Upgrade", "Upgrade: websocket"),
  head(get, "Host: a", "Connection: keep-alive, close"),
  head(get, "Host: a", " folded: b"),
  head(get, "Host: a", "X: b", "\tfolded"),
  head(get, "Host: a", "no colon"),
  head(get, "Host: a", ": no name"),
  head(get, "Host: a", "X: b\nContent-Length: 5"),
  head(get, "Host: a", "X: b\rContent-Length: 5"),
  head(get, "Host: a", "X\u0000: b"),
  head(get, "Host: a", `${"x".repeat(65)}: b`),
  `${get}\nHost: a\n\n`,
  `${get}\r\nHost: a\r\n`,
  `\r\n${head(get, "Host: a")}`,
  `${head(get, "Host: a")}x`,
  head(get, "Host: a") + head(get, "Host: a"),
  "",
];

test("what the heads of a connection have in common is read once, and still each for itself", () => {
  const read = createRequestReader();
  const rows = [
    ["/a", "HTTP/1.1", "a", true],
    ["/b", "HTTP/1.1", "a", true],
    ["/b", "HTTP/1.0", "a", false],
    ["/b", "HTTP/1.1", "b", true],
    ["/a", "HTTP/1.1", "a", true],
  ] as const;
  for (const [target, version, host, keepAlive] of rows) {
    const asked = read(head(`GET ${target} ${version}`, `Host: ${host}`, `X: ${host}`));
    expect(asked).toMatchObject({ url: `http://${host}${target}`, keepAlive });
    expect(asked?.headers.get("x")).toBe(host);
  }
  expect(read(head(get, "Host: a", "X: a", "Content-Length: 3"))).toBeUndefined();
  expect(read(head(get, "Host: a", "X: a"))?.url).toBe("http://a/a");
});

test("hosts are names and addresses, with or without a port", () => {
  for (const host of ["a", "a_b.example.com", "127.0.0.1:8080", "[::1]", "[::ffff:1.2.3.4]:80"]) {
    expect(readPlainRequest(head(get, `Host: ${host}`))?.url).toBe(`http://${host}/a`);
  }
});

test("only spaces and tabs around a value are none of it", () => {
  const asked = readPlainRequest(head(get, "Host: a", "X: \t\u00a0b\u000c \t"));
  expect(asked?.headers.get("x")).toBe("\u00a0b\u000c");
});

test("where there is a doubt, nothing is read", () => {
  for (const text of doubtful) expect(readPlainRequest(text), JSON.stringify(text)).toBeUndefined();
});

test("a cut head is waited for, and anything else is not", () => {
  const whole = head(get, "Host: a", "Accept: b");
  for (let length = 5; length < whole.length; length += 1) {
    expect(isBeginning(whole.slice(0, length))).toBe(true);
  }
  expect(isBeginning(whole)).toBe(false);
  for (const text of ["\u0016\u0003\u0001", "POST /", "GET http:", "GET / HTTP/1.1\nHost", "GE"]) {
    expect(isBeginning(text), text).toBe(false);
  }
});

test("headers are what `Headers` makes of them", () => {
  const name = fc.constantFrom("Accept", "accept", "X-A", "DPR", "Cookie", "x-b");
  const value = fc.string({ unit: fc.constantFrom(..." \tab,;=*/\"'()!~") });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (lines) => {
      const expected = new Headers();
      for (const [name, value] of lines) expected.append(name, value);
      const text = head(get, "Host: a", ...lines.map(([name, value]) => `${name}:${value}`));
      const asked = readPlainRequest(text);
      for (const wanted of ["accept", "x-a", "dpr", "cookie", "x-b", "x-c"]) {
        // Cookies are joined otherwise there, and vary nothing here.
        if (wanted === "cookie" && lines.filter(([name]) => name === "Cookie").length > 1) continue;
        expect(asked?.headers.get(wanted)).toBe(expected.get(wanted));
      }
    }),
  );
});
