import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { rootCertificates, setDefaultCACertificates } from "node:tls";
import { version } from "../../package.json";
import { type Fetched, firstOf, type Origin, type Validators } from "../../src/origins/origin.ts";
import { type WebClientOptions, type WebRequest, webClient } from "../../src/origins/web/client.ts";
import { type WebFolder, webFolder } from "../../src/origins/web/folder.ts";
import { type WebProxy, webProxy } from "../../src/origins/web/proxy.ts";
import {
  certificate,
  etag,
  lastModified,
  longText,
  startRawServer,
  startWebServer,
  type WebServer,
} from "../support/servers/web-server.ts";

let server: WebServer;
let other: WebServer;
let secure: WebServer;
beforeAll(async () => {
  [server, other, secure] = await Promise.all([
    startWebServer(),
    startWebServer(),
    startWebServer({ secure: true }),
  ]);
  setDefaultCACertificates([...rootCertificates, certificate]);
});
afterAll(() => {
  for (const each of [server, other, secure]) each.stop();
  setDefaultCACertificates([...rootCertificates]);
});
beforeEach(() => {
  for (const each of [server, other, secure]) each.requests.length = 0;
});

const never = new AbortController().signal;
const loopback = async () => ["127.0.0.1"];
const local: WebClientOptions = { allowPrivateNetwork: true, resolve: loopback };
const quick: WebClientOptions = { ...local, connectTimeout: 200, idleTimeout: 250 };

/** Asks `server` for a path, or anyone for an absolute URL. */
function get(target: string, options = local, known?: Validators, signal = never) {
  const url = new URL(target, server.url);
  return webClient(options).get({ url }, signal, known);
}
const textOf = async (fetched: unknown) => new Response((fetched as Fetched).body).text();
const failsWith = async (asked: Promise<unknown>, code: string) =>
  expect(await asked.catch((error) => error)).toMatchObject({ name: "Failure", code });
const echo = async (fetched: unknown) =>
  JSON.parse(await textOf(fetched)) as {
    path: string;
    headers: Record<string, string>;
    rawHeaders: string[];
    servername?: string;
  };

describe("the web client", () => {
  test("hands on what the server says of a file", async () => {
    const { body, ...rest } = (await get("/ok")) as Fetched;
    expect(await new Response(body).text()).toBe("ok");
    expect(rest).toEqual({
      bytes: 2,
      etag,
      lastModified,
      contentType: "image/jpeg",
      cacheControl: "max-age=60",
    });
  });

  test("hands on a long body whole", async () => {
    expect(await textOf(await get("/long"))).toBe(longText);
  });

  test("says who asks, and asks for the bytes as they are", async () => {
    expect((await echo(await get("/echo"))).headers).toMatchObject({
      accept: "*/*",
      "accept-encoding": "identity",
      "user-agent": `Tintype/${version}`,
      "x-req-from": "tintype",
      host: `127.0.0.1:${server.port}`,
    });
  });

  test("sends a path exactly as written", async () => {
    const path = "/echo/x/../y//./%2e%2e/%41'()*~;a=b,c:@&+$![]|?q=%7e#";
    const asked = webClient(local).get({ url: new URL(server.url), path }, never);
    expect((await echo(await asked)).path).toBe(path);
  });

  test("keeps a connection for the next request", async () => {
    const client = webClient(local);
    const before = other.connections();
    for (const path of ["ok", "etag", "status/404", "status/403", "gzip", "ok"]) {
      const answer = await client
        .get({ url: new URL(`${other.url}/${path}`) }, never, { etag })
        .catch(() => undefined);
      if (typeof answer === "object") await textOf(answer);
      // What nobody reads is drained on the side.
      await Bun.sleep(20);
    }
    expect(other.connections()).toBe(before + 1);
  });

  test("asks again when a kept connection turns out to be closed", async () => {
    let asked = 0;
    const moody = await startRawServer((socket) => {
      asked += 1;
      // Closes every connection when it is used for the second time.
      if (asked % 2 === 0 && asked < 4) socket.destroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const client = webClient(local);
    const request = { url: new URL(moody.url) };
    expect(await textOf(await client.get(request, never))).toBe("ok");
    expect(await textOf(await client.get(request, never))).toBe("ok");
    expect(asked).toBe(3);
    moody.stop();
  });

  test("does not ask again when the answer has begun", async () => {
    let asked = 0;
    const moody = await startRawServer((socket) => {
      asked += 1;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${asked === 1 ? 2 : 100}\r\n\r\nok`);
      if (asked > 1) setTimeout(() => socket.resetAndDestroy(), 50);
    });
    const client = webClient(local);
    const request = { url: new URL(moody.url) };
    expect(await textOf(await client.get(request, never))).toBe("ok");
    await failsWith(client.get(request, never).then(textOf), "EUPSTREAM");
    await Bun.sleep(20);
    expect(asked).toBe(2);
    moody.stop();
  });

  test("is told by an ETag or a date that nothing has changed", async () => {
    expect(await get("/etag", local, { etag })).toBe("unchanged");
    expect(await get("/last-modified", local, { lastModified })).toBe("unchanged");
    expect(await textOf(await get("/etag", local, { etag: '"v0"' }))).toBe("");
    const date = "Mon, 01 Jul 2024 10:00:00 GMT";
    expect(await textOf(await get("/last-modified", local, { lastModified: date }))).toBe("");
  });

  const marks: [string, boolean][] = [
    ...["true", "TRUE", "True"].map((mark): [string, boolean] => [mark, true]),
    ...["false", "1", "truely"].map((mark): [string, boolean] => [mark, false]),
  ];
  for (const [mark, isPrivate] of marks) {
    test(`takes the mark ${mark} for ${isPrivate ? "a private file" : "none"}`, async () => {
      const fetched = (await get(`/private/${mark}`)) as Fetched;
      expect(fetched.isPrivate ?? false).toBe(isPrivate);
      expect("isPrivate" in fetched).toBe(isPrivate);
      expect(await get(`/private/${mark}`, local, { etag })).toBe("unchanged");
    });
  }

  const meanings: [number, string | undefined][] = [
    ...[400, 402, 404, 405, 406, 410, 414, 418, 451].map((n): [number, undefined] => [
      n,
      undefined,
    ]),
    ...[401, 403, 407].map((n): [number, string] => [n, "EACCES"]),
    ...[408, 425, 429, 500, 502, 503, 504, 599].map((n): [number, string] => [n, "EUPSTREAM"]),
    ...[201, 206, 300, 304, 305].map((n): [number, string] => [n, "EUPSTREAM"]),
  ];
  for (const [status, code] of meanings) {
    test(`takes the status ${status} for ${code ?? "an absent file"}`, async () => {
      const asked = get(`/status/${status}`);
      if (code === undefined) expect(await asked).toBeUndefined();
      else await failsWith(asked, code);
    });
  }

  for (const route of ["gzip", "deflate", "br"]) {
    test(`decodes ${route} that it did not ask for, and forgets the length`, async () => {
      const fetched = (await get(`/${route}`)) as Fetched;
      expect(fetched.bytes).toBeUndefined();
      expect(await textOf(fetched)).toBe(longText);
    });
  }

  test("refuses a coding that it cannot undo, by name", async () => {
    await failsWith(get("/odd-encoding/constructor"), "EUPSTREAM");
    await expect(get("/odd-encoding/compress")).rejects.toThrow("`compress`");
  });

  for (const encoding of ["identity", "utf-8", "none"]) {
    test(`leaves a body alone whose encoding is none: ${encoding}`, async () => {
      const fetched = (await get(`/odd-encoding/${encoding}`)) as Fetched;
      expect(fetched.bytes).toBe(5);
      expect(await textOf(fetched)).toBe("plain");
    });
  }

  test("is not reached by a server that nobody runs or a name that nobody has", async () => {
    await failsWith(get("http://127.0.0.1:9/"), "ECONNREFUSED");
    await failsWith(get("http://pictures.invalid/", { allowPrivateNetwork: true }), "ECONNREFUSED");
    const resolve = async () => [];
    await failsWith(get("http://pictures.test/", { ...local, resolve }), "ECONNREFUSED");
  });

  test("tries all addresses of a name", async () => {
    const resolve = async () => ["127.0.0.9", "127.0.0.1"];
    const target = `http://pictures.test:${server.port}/ok`;
    expect(await textOf(await get(target, { ...local, resolve }))).toBe("ok");
  });
});

describe("a body that does not come whole fails", () => {
  for (const route of ["truncated", "truncated-chunks", "gzip-truncated", "gzip-broken"]) {
    test(route, async () => failsWith(textOf(await get(`/${route}`)), "EUPSTREAM"));
  }

  test("reset, when its length is not known", async () => {
    const resetting = await startRawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\nabc");
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    await failsWith(textOf(await get(resetting.url)), "EUPSTREAM");
    resetting.stop();
  });

  test("stalled", async () => {
    await failsWith(get("/stalled-body", quick).then(textOf), "ETIMEDOUT");
  });

  test("but not when it is slow and steady", async () => {
    const steady = { ...local, idleTimeout: 500 };
    expect(await textOf(await get("/slow", steady))).toBe("ssssss");
  });
});

describe("a server that takes its time", () => {
  test("fails when it does not answer at all", async () => {
    await failsWith(get("/stalled-headers", quick), "ETIMEDOUT");
  });

  test("fails when its headers come byte by byte", async () => {
    const dripping = await startRawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Header: ");
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    await failsWith(get(dripping.url, quick), "ETIMEDOUT");
    dripping.stop();
  });

  test("fails when it changes the protocol", async () => {
    const upgrading = await startRawServer((socket) => {
      socket.write("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    });
    await failsWith(get(upgrading.url, quick), "EUPSTREAM");
    upgrading.stop();
  });

  test("fails when it speaks something else", async () => {
    const mail = await startRawServer((socket) => socket.write("220 mail.test ESMTP\r\n"));
    await failsWith(get(mail.url, quick), "EUPSTREAM");
    mail.stop();
  });

  test("fails when its name is not resolved in time", async () => {
    const resolve = () => new Promise<string[]>(() => {});
    await failsWith(get("http://pictures.test/", { ...quick, resolve }), "ETIMEDOUT");
  });

  test("may take longer to answer than to connect", async () => {
    const patient = { ...local, connectTimeout: 500 };
    const late = [server.url, `https://pictures.test:${secure.port}`].map((url) =>
      get(`${url}/late-answer`, patient).then(textOf),
    );
    expect(await Promise.all(late)).toEqual(["late", "late"]);
  });
});

describe("the caller's signal", () => {
  const soon = () => AbortSignal.timeout(100);

  test("ends the wait for an answer", async () => {
    await failsWith(get("/stalled-headers", local, undefined, soon()), "ETIMEDOUT");
    await failsWith(get("/ok", local, undefined, AbortSignal.abort()), "ETIMEDOUT");
  });

  for (const route of ["endless", "stalled-body"]) {
    test(`ends a body: ${route}`, async () => {
      const asked = get(`/${route}`, local, undefined, soon()).then(textOf);
      await failsWith(asked, "ETIMEDOUT");
    });
  }

  test("ends a body that nobody reads, and that is all it does", async () => {
    const caller = new AbortController();
    const fetched = await get("/endless", local, undefined, caller.signal);
    caller.abort();
    await Bun.sleep(50);
    await failsWith(textOf(fetched), "ETIMEDOUT");
  });
});

test("a body that is not wanted any more closes its connection", async () => {
  const alone = await startWebServer();
  for (const route of ["endless", "stalled-body", "long"]) {
    const { body } = (await get(`${alone.url}/${route}`)) as Fetched;
    for await (const _ of body) break;
  }
  await get(`${alone.url}/ok`).then((fetched) => (fetched as Fetched).body.cancel());
  while (alone.open() > 0) await Bun.sleep(10);
  alone.stop();
});

describe("redirects", () => {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`are followed: ${status}`, async () => {
      expect(await textOf(await get(`/to/${status}/%2Fok`))).toBe("ok");
    });
  }

  test("are followed five times and not six", async () => {
    expect(await textOf(await get("/redirect/5"))).toBe("ok");
    await failsWith(get("/redirect/6"), "EUPSTREAM");
    server.requests.length = 0;
    await failsWith(get("/loop"), "EUPSTREAM");
    expect(server.requests.length).toBe(6);
  });

  for (const [route, idleTimeout, kept] of [
    ["endless-redirect", 60_000, 1],
    ["stalled-redirect", 250, 0],
  ] as const) {
    test(`are followed before their own body ends, and cut it off: ${route}`, async () => {
      const alone = await startWebServer();
      const options = { ...local, idleTimeout };
      expect(await textOf(await get(`${alone.url}/${route}`, options))).toBe("ok");
      const start = performance.now();
      while (alone.open() > kept) await Bun.sleep(10);
      expect(performance.now() - start).toBeLessThan(3000);
      alone.stop();
    });
  }

  test("lead to another path, host or query", async () => {
    const { path } = await echo(await get(`/to/302/${encodeURIComponent("../../echo/a?b=c d#e")}`));
    expect(path).toBe("/echo/a?b=c%20d");
    const elsewhere = encodeURIComponent(`${other.url}/ok`);
    expect(await textOf(await get(`/to/302/${elsewhere}`))).toBe("ok");
    expect(other.requests.length).toBe(1);
  });

  test("may name their target in UTF-8", async () => {
    const { url, stop } = await startRawServer((socket) => {
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${server.url}/echo/ü\r\n\r\n`);
    });
    expect((await echo(await get(url))).path).toBe("/echo/%C3%BC");
    stop();
  });

  test("to nowhere are an error", async () => {
    await failsWith(get("/to/302/"), "EUPSTREAM");
    await failsWith(get(`/to/302/${encodeURIComponent("http://")}`), "EUPSTREAM");
  });

  test("to another scheme are refused, also within a private network", async () => {
    for (const target of ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:image/png,x"]) {
      await failsWith(get(`/to/302/${encodeURIComponent(target)}`), "EFORBIDDEN");
    }
  });

  const headers = { Authorization: "Bearer secret", "X-Key": "secret" };
  const ask = (path: string) =>
    webClient(local).get({ url: new URL(`${server.url}${path}`), headers }, never);

  test("take the request headers along within a host", async () => {
    expect((await echo(await ask("/to/302/%2Fecho"))).headers).toMatchObject({
      authorization: "Bearer secret",
      "x-key": "secret",
    });
  });

  test("do not take them to another port, host or scheme, nor back from there", async () => {
    for (const target of [`${other.url}/echo`, `http://pictures.test:${server.port}/echo`]) {
      const { headers } = await echo(await ask(`/to/302/${encodeURIComponent(target)}`));
      expect(headers).toMatchObject({ "x-req-from": "tintype", host: new URL(target).host });
      expect(JSON.stringify(headers)).not.toContain("secret");
    }
    const back = encodeURIComponent(`${server.url}/echo`);
    const away = encodeURIComponent(`${other.url}/to/302/${back}`);
    const { headers } = await echo(await ask(`/to/302/${away}`));
    expect(JSON.stringify(headers)).not.toContain("secret");
  });
});

describe("over TLS", () => {
  const target = () => ({ url: new URL(`https://pictures.test:${secure.port}/echo`) });
  const ask = (request: WebRequest) => webClient(local).get(request, never);

  test("a file comes from the host whose certificate it is", async () => {
    expect((await echo(await ask(target()))).headers.host).toBe(`pictures.test:${secure.port}`);
    const dotted = { url: new URL(`https://pictures.test.:${secure.port}/echo`) };
    expect((await echo(await ask(dotted))).servername).toBe("pictures.test");
  });

  test("a certificate of another host is refused", async () => {
    await failsWith(get(`https://other.test:${secure.port}/ok`), "ECONNREFUSED");
    await failsWith(get(`${secure.url}/ok`), "ECONNREFUSED");
  });

  test("a certificate is held against the URL and not against the Host header", async () => {
    const forged = { url: new URL(`https://other.test:${secure.port}/`) };
    await failsWith(ask({ ...forged, headers: { Host: "pictures.test" } }), "ECONNREFUSED");
    const { headers } = await echo(await ask({ ...target(), headers: { host: "client.test" } }));
    expect(headers.host).toBe("client.test");
  });
});

describe("the guard of private networks", () => {
  const guarded = (resolve: WebClientOptions["resolve"]): WebClientOptions => ({
    connectTimeout: 300,
    ...(resolve && { resolve }),
  });
  const publicThen = (...ips: string[]) => guarded(async () => ["8.8.8.8", ...ips]);

  for (const host of [
    ...["127.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001", "0x7f.1", "127.1", "0", "[::]"],
    ...["[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "%31%32%37.0.0.1"],
    ...["localhost", "localhost.", "LOCALHOST", "pictures.localhost", "１２７。0。0。1"],
    ...["169.254.169.254", "10.0.0.1", "[fd00::1]", "[fe80::1]", "[2002:7f00:1::]"],
  ]) {
    test(`refuses ${host}`, async () => {
      await failsWith(get(`http://${host}:${server.port}/ok`, guarded(undefined)), "EFORBIDDEN");
      await failsWith(get(`https://${host}:${secure.port}/ok`, guarded(undefined)), "EFORBIDDEN");
      expect([...server.requests, ...secure.requests]).toEqual([]);
    });
  }

  for (const [kind, options] of [
    ["resolves to loopback", guarded(loopback)],
    ["has a private address among public ones", publicThen("1.1.1.1", "127.0.0.1", "9.9.9.9")],
    ["has a private IPv6 address beside a public one", publicThen("::1")],
    ["resolves to an address with a zone", guarded(async () => ["fe80::1%lo"])],
    ["resolves to something that is no address", guarded(async () => ["127.0.0.1 "])],
  ] as const) {
    test(`refuses a name that ${kind}`, async () => {
      await failsWith(get(`http://pictures.test:${server.port}/ok`, options), "EFORBIDDEN");
      expect(server.requests).toEqual([]);
    });
  }

  test("connects to the addresses it has checked, whatever the name resolves to later", async () => {
    let asked = 0;
    // No machine has this address, and no route may lead there: only where it goes counts.
    const rebinding = async () => [asked++ === 0 ? "2001:4860::1" : "127.0.0.1"];
    const target = `http://pictures.test:${server.port}/ok`;
    const error = await get(target, guarded(rebinding)).catch((error) => error.code);
    expect(["ECONNREFUSED", "ETIMEDOUT"]).toContain(error);
    expect(asked).toBe(1);
    expect(server.requests).toEqual([]);
  });

  test("looks at every redirect", async () => {
    // Of all addresses only that of the test server counts as public.
    const isPublic = (ip: string) => ip === "127.0.0.1";
    const resolve = async () => ["127.0.0.2"];
    const options = { ...guarded(resolve), isPublic };
    expect(await textOf(await get("/redirect/2", options))).toBe("ok");
    for (const host of ["127.0.0.2", "2130706434", "[::1]", "10.0.0.1", "pictures.test"]) {
      const target = encodeURIComponent(`http://${host}:${server.port}/ok`);
      const twice = encodeURIComponent(`/to/307/${target}`);
      server.requests.length = 0;
      await failsWith(get(`/to/302/${twice}`, options), "EFORBIDDEN");
      expect(server.requests.length).toBe(2);
    }
  });

  test("does not say which address it refused", async () => {
    const error = await get("http://10.1.2.3/", {}).catch((error) => error);
    expect(error.message).toBe("An origin leads to an address that is not public");
  });
});

describe("a web folder", () => {
  const folder = (change: Partial<WebFolder> = {}, options = local): Origin =>
    webFolder(
      { id: "1", name: "web", baseUrl: `${server.url}/echo`, allowPrivateNetwork: true, ...change },
      options,
    );
  const ask = (origin: Origin, path: string, host?: string) =>
    origin.fetch({ path, rawPath: path, ...(host && { host }) }, never);

  test("knows the secret that Cloudinary signs with, and sends it nowhere", async () => {
    const origin = folder({ apiSecret: "MySecret123" });
    expect(origin.apiSecret).toBe("MySecret123");
    expect(JSON.stringify(await echo(await ask(origin, "a.jpg")))).not.toContain("MySecret123");
    expect(folder()).not.toHaveProperty("apiSecret");
  });

  for (const baseUrl of ["", "/", "/echo", "/echo/", "/echo/a%20b//"]) {
    test(`appends the path to the base URL ${baseUrl || "without a path"}`, async () => {
      const answer = await ask(folder({ baseUrl: server.url + baseUrl }), "echo/dir/a.jpg");
      const base = baseUrl.replace(/\/+$/, "");
      expect((await echo(answer)).path).toBe(`${base}/echo/dir/a.jpg`);
    });
  }

  for (const [path, sent] of [
    ["a b.jpg", "a%20b.jpg"],
    ["w_300,h_200/v1:2/a@2x!$&'()*;=~.jpg", "w_300,h_200/v1:2/a@2x!$&'()*;=~.jpg"],
    ["plus+sign.jpg", "plus%2Bsign.jpg"],
    ["image%2Bexample.jpg", "image%252Bexample.jpg"],
    ["100%.jpg", "100%25.jpg"],
    ["q?uestion#hash.jpg", "q%3Fuestion%23hash.jpg"],
    ["ünï/日本.jpg", "%C3%BCn%C3%AF/%E6%97%A5%E6%9C%AC.jpg"],
    ['[brackets] "<>|^`{}\\.jpg', "%5Bbrackets%5D%20%22%3C%3E%7C%5E%60%7B%7D%5C.jpg"],
    ["%2e%2e/%2e%2e/a.jpg", "%252e%252e/%252e%252e/a.jpg"],
    ["x/../y.jpg", "x/../y.jpg"],
    ["a//b.jpg", "a//b.jpg"],
    ["/lead.jpg", "/lead.jpg"],
    ["line\r\nbreak\0.jpg", "line%0D%0Abreak%00.jpg"],
    ["http://127.0.0.1/a.jpg", "http://127.0.0.1/a.jpg"],
  ] as const) {
    test(`asks for ${JSON.stringify(path)} as ${sent}`, async () => {
      expect((await echo(await ask(folder(), path))).path).toBe(`/echo/${sent}`);
    });
  }

  for (const path of ["../a", "..", "a/../../b", "..\\a", "./../a", "a/..;/../b", "..;x=1/a"]) {
    test(`does not look outside of itself: ${path}`, async () => {
      await failsWith(ask(folder(), path), "ENOENT");
      expect(server.requests).toEqual([]);
    });
  }

  test("does not have what the server does not have", async () => {
    expect(await ask(folder({ baseUrl: server.url }), "nope.jpg")).toBeUndefined();
  });

  test("is told when nothing has changed", async () => {
    const origin = folder({ baseUrl: server.url });
    const path = { path: "etag", rawPath: "etag" };
    expect(await origin.fetch(path, never, { etag })).toBe("unchanged");
  });

  test("sends its request headers, which replace ours", async () => {
    const requestHeaders = { "X-Key": "secret", "USER-AGENT": "Somebody" };
    const { headers, rawHeaders } = await echo(await ask(folder({ requestHeaders }), "a"));
    expect(headers).toMatchObject({ "x-key": "secret", "user-agent": "Somebody" });
    expect(rawHeaders.filter((name) => name.toLowerCase() === "user-agent").length).toBe(1);
  });

  test("sends the client's host only when it is told to", async () => {
    const forwarding = folder({ forwardHostHeaderToOrigin: true });
    const hostOf = async (answer: unknown) => (await echo(await answer)).headers.host;
    const own = `127.0.0.1:${server.port}`;
    expect(await hostOf(ask(folder(), "a", "client.test"))).toBe(own);
    expect(await hostOf(ask(forwarding, "a", "client.test"))).toBe("client.test");
    expect(await hostOf(ask(forwarding, "a"))).toBe(own);
  });

  test("does not reach a private network unless that is allowed", async () => {
    const origin = folder({ allowPrivateNetwork: false }, {});
    await failsWith(ask(origin, "a.jpg"), "EFORBIDDEN");
    expect(server.requests).toEqual([]);
  });

  for (const baseUrl of ["ftp://a.test/", "a.test", "https://u:p@a.test/", "https://a.test/?q=1"]) {
    test(`cannot be opened at ${baseUrl}`, () => {
      expect(() => folder({ baseUrl })).toThrow("Cannot use the base URL of an origin");
    });
  }

  test("cannot be used with a request header that is none", async () => {
    await failsWith(ask(folder({ requestHeaders: { "X-Key": "a\r\nb" } }), "a"), "ECONNREFUSED");
  });
});

describe("a web proxy", () => {
  const proxy = (change: Partial<WebProxy> = {}, options = local): Origin =>
    webProxy(
      {
        id: "1",
        name: "proxy",
        allowPrivateNetwork: true,
        allowedHosts: ["127.0.0.1", "www.pictures.test", "*.cdn.test", "BÜCHER.test"],
        ...change,
      },
      options,
    );
  const ask = (path: string, origin = proxy()) => origin.fetch({ path, rawPath: path }, never);
  const at = (host: string, path = "/echo/a.jpg") => `http://${host}:${server.port}${path}`;

  for (const [path, sent] of [
    ["/echo/a.jpg", "/echo/a.jpg"],
    ["/echo/a b+c.jpg", "/echo/a%20b+c.jpg"],
    ["/echo/a%20b.jpg", "/echo/a%20b.jpg"],
    ["/echo/a.jpg?v=1&w=%2F", "/echo/a.jpg?v=1&w=%2F"],
    ["/echo/#1 at 100%.jpg", "/echo/%231%20at%20100%25.jpg"],
    ["/echo/ü.jpg", "/echo/%C3%BC.jpg"],
  ] as const) {
    test(`asks for ${path} as ${sent}`, async () => {
      expect((await echo(await ask(at("127.0.0.1", path)))).path).toBe(sent);
    });
  }

  test("reads a URL whose slashes were collapsed, or whose scheme is in capitals", async () => {
    for (const scheme of ["http:/", "HTTP://", "Http:///"]) {
      expect(await textOf(await ask(`${scheme}127.0.0.1:${server.port}/ok`))).toBe("ok");
    }
    const tls = proxy({ allowedHosts: ["pictures.test"] });
    expect(await textOf(await ask(`https:/pictures.test:${secure.port}/ok`, tls))).toBe("ok");
  });

  for (const path of [
    "a.jpg",
    "",
    "http",
    "http:a.jpg",
    "//a.cdn.test/a.jpg",
    "c:/a.jpg",
    "https://",
    "http:// /a",
  ]) {
    test(`has nothing at ${path || "an empty path"}, which is no absolute URL`, async () => {
      expect(await ask(path)).toBeUndefined();
    });
  }

  for (const host of [
    "www.pictures.test",
    "WWW.Pictures.Test",
    "a.cdn.test",
    "a.b.cdn.test",
    "bücher.test",
  ]) {
    test(`fetches from ${host}`, async () => {
      expect(await textOf(await ask(at(host, "/ok")))).toBe("ok");
    });
  }

  for (const host of [
    ...["pictures.test", "a.www.pictures.test", "cdn.test", ".cdn.test", "evilcdn.test"],
    ...["www.pictures.test.", "www.pictures.test.evil.test", "127.0.0.2", "[::1]", "localhost"],
    ...["www.pictures.test@evil.test", "user:pass@www.pictures.test", "evil.test\\.cdn.test"],
  ]) {
    test(`does not fetch from ${host}`, async () => {
      await failsWith(ask(at(host)), "EFORBIDDEN");
      expect(server.requests).toEqual([]);
    });
  }

  test("fetches from nowhere by default", async () => {
    const silent = webProxy({ id: "1", name: "proxy" }, local);
    await failsWith(ask(at("127.0.0.1"), silent), "EFORBIDDEN");
    await failsWith(ask(at("127.0.0.1"), proxy({ allowedHosts: [] })), "EFORBIDDEN");
    await failsWith(ask(at("127.0.0.1"), proxy({ allowedHosts: ["*"] })), "EFORBIDDEN");
  });

  for (const url of [
    "file:///etc/passwd",
    "ftp://www.pictures.test/a.jpg",
    "gopher://127.0.0.1/",
  ]) {
    test(`does not fetch ${url}`, async () => failsWith(ask(url), "EFORBIDDEN"));
  }

  test("does not follow a redirect to a host that is not allowed", async () => {
    const to = (host: string) => `/to/302/${encodeURIComponent(at(host, "/ok"))}`;
    expect(await textOf(await ask(at("127.0.0.1", to("a.cdn.test"))))).toBe("ok");
    server.requests.length = 0;
    await failsWith(ask(at("127.0.0.1", to("evil.test"))), "EFORBIDDEN");
    await failsWith(ask(at("127.0.0.1", to("user@a.cdn.test"))), "EFORBIDDEN");
    expect(server.requests.length).toBe(2);
  });

  test("does not reach a private network unless that is allowed, whatever host it may ask", async () => {
    const guarded = proxy({ allowPrivateNetwork: false }, { resolve: loopback });
    await failsWith(ask(at("127.0.0.1"), guarded), "EFORBIDDEN");
    await failsWith(ask(at("www.pictures.test"), guarded), "EFORBIDDEN");
    expect(server.requests).toEqual([]);
  });

  test("sends its request headers", async () => {
    const origin = proxy({ requestHeaders: { "X-Key": "secret" } });
    expect((await echo(await ask(at("127.0.0.1"), origin))).headers["x-key"]).toBe("secret");
  });

  test("that refuses does not hide an origin after it", async () => {
    const path = at("evil.test");
    const folder = webFolder(
      { id: "2", name: "web", baseUrl: `${server.url}/echo`, allowPrivateNetwork: true },
      local,
    );
    const all = (origins: Origin[]) => firstOf(origins, (origin) => ask(path, origin));
    expect((await echo(await all([proxy(), folder]))).path).toContain("evil.test");
    await failsWith(all([proxy()]), "EFORBIDDEN");
  });
});
