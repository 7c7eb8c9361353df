import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Explanation } from "../../../src/explain/explain.ts";
import { commandsOn } from "../../support/commands.ts";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

/** Everything that must never be seen again once it has gone in. */
const token = "HEADER-SECRET-7719";
const other = "HEADER-SECRET-8820";

const folder = temporaryFolder();
let server: RunningServer;
const { tintype, told, said } = commandsOn(() => server.data);
/** The key that the server made on its first start. */
let key: string;
/** What the web origin was sent. */
const received: IncomingHttpHeaders[] = [];
const web = createServer((request, response) => {
  received.push(request.headers);
  response.writeHead(404).end();
});

beforeAll(async () => {
  const picture = await photo(120, 80, { format: "jpeg" });
  for (const path of ["photo.jpg", "other.jpg", "deep/a b.jpg"]) {
    await Bun.write(`${folder}/${path}`, picture);
  }
  await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
  server = await startServer(program, []);
  key = await server.line(/^Private key, .*: (\S+)$/m);
  told("origin", "add", "--type", "LOCAL_FOLDER", "--name", "files", "--path", folder);
  const { port } = web.address() as AddressInfo;
  const shop = ["--type", "WEB_FOLDER", "--name", "shop", "--allow-private-network"];
  const baseUrl = `http://127.0.0.1:${port}/pictures`;
  const headers = ["--request-headers", `X-Token=${token}`];
  told("origin", "add", ...shop, "--base-url", baseUrl, ...headers);
});
afterAll(async () => {
  await server?.stop();
  web.close();
});

describe("an origin", () => {
  /** The headers that reach the web server when this origin is asked. */
  async function sentBy(name: string): Promise<IncomingHttpHeaders | undefined> {
    told("endpoint", "add", "--description", name, "--url-prefix", name, "--origins", name);
    await send(server.url, `/${name}/nothing-of-${name}.jpg`);
    return received.at(-1);
  }

  test("is changed where it is told, and keeps the rest, secrets too", async () => {
    const before = JSON.parse(told("origin", "list", "--json"))[1];
    const printed = told("origin", "set", "shop", "--forward-host-header-to-origin");
    expect(printed).toBe(`Changed the origin shop (${before.id})\n`);
    const after = JSON.parse(told("origin", "list", "--json"))[1];
    expect(after).toEqual({ ...before, forwardHostHeaderToOrigin: true });
    expect((await sentBy("shop"))?.["x-token"]).toBe(token);
    told("origin", "set", "shop", "--no-forward-host-header-to-origin");
    expect(JSON.parse(told("origin", "list", "--json"))[1]).toEqual(before);
  });

  test("is duplicated, secrets included, but for what is told", async () => {
    const view = JSON.parse(told("origin", "duplicate", "shop", "--name", "same", "--json"));
    expect(view).toMatchObject({ type: "WEB_FOLDER", name: "same", allowPrivateNetwork: true });
    expect((await sentBy("same"))?.["x-token"]).toBe(token);
    const headers = ["--request-headers", `X-Token=${other}`];
    expect(told("origin", "duplicate", "shop", "--name", "new", ...headers)).toMatch(
      /^Added the origin new \([\da-f]{24}\)\n$/,
    );
    expect((await sentBy("new"))?.["x-token"]).toBe(other);
  });

  test("is browsed page by page", () => {
    expect(told("origin", "browse", "files")).toMatch(
      /^path +bytes +modified\ndeep\/\nother\.jpg +\d+ +20.*Z\nphoto\.jpg +\d+ +20.*Z\n$/,
    );
    const { stdout, stderr } = tintype(["origin", "browse", "files", "--limit", "2"]);
    expect(stdout).not.toContain("photo.jpg");
    const cursor = /^There is more: (--cursor=)'(.+)'\n$/.exec(stderr)?.slice(1).join("") ?? "";
    const rest = JSON.parse(told("origin", "browse", "files", cursor, "--json"));
    expect(rest).toMatchObject({ folders: [], files: [{ path: "photo.jpg" }] });
    expect(JSON.parse(told("origin", "browse", "files", "deep", "--json")).files).toMatchObject([
      { path: "deep/a b.jpg" },
    ]);
  });

  test("that cannot be browsed, or has no such folder, says so", () => {
    const message = "A web server cannot be listed: type the path of a file instead\n";
    expect(tintype(["origin", "browse", "shop"])).toMatchObject({ status: 1, stderr: message });
    expect(tintype(["origin", "browse", "files", "nope"]).status).toBe(1);
  });
});

describe("a URL is explained without a server:", () => {
  test("one that works", () => {
    const text = told("explain", "/tr:w-60/photo.jpg");
    expect(text).toContain("  w-60  Width in pixels");
    expect(text).toContain("files (LOCAL_FOLDER) found");
    expect(text).toContain("200 image/jpeg, 60x40, ");
    expect(text).toEndWith("\nThis URL works\n");
  });

  test("one that nobody has, with the exact key and what was meant", () => {
    const { status, stdout } = tintype(["explain", "https://img.test/Photo.jpg"]);
    expect(status).toBe(1);
    expect(stdout).toContain(`\`${folder}/Photo.jpg\`: There is no such file, or it is hidden`);
    expect(stdout).toContain("There is `photo.jpg`: names are case-sensitive");
    expect(stdout).toContain("Not delivered: 404 ENOENT - No origin has a file at this path");
  });

  test("one that cannot be read", () => {
    const { status, stdout } = tintype(["explain", "/tr:w-wide/photo.jpg"]);
    expect(status).toBe(1);
    expect(stdout).toEndWith(
      "\nNot delivered: 400 EINVAL - Cannot read `w`: expected a number above 0, got `wide`\n",
    );
  });

  test("one of another service, part by part", () => {
    const url = "https://res.cloudinary.com/demo/image/upload/w_60,e_nothing/photo.jpg";
    const explained: Explanation = JSON.parse(told("explain", url, "--json"));
    expect(explained).toMatchObject({ ok: true, service: "cloudinary", path: "photo.jpg" });
    expect(explained.parts.map(({ token, fate }) => [token, fate])).toEqual([
      ["w_60", "exact"],
      ["e_nothing", "ignored"],
    ]);
    const akamai = JSON.parse(told("explain", "/photo.jpg?imwidth=60", "--as", "akamai", "--json"));
    expect(akamai).toMatchObject({ ok: true, equivalent: "/tr:w-60/photo.jpg" });
  });

  test("one of the folder that serve is given, without any configuration", () => {
    const data = temporaryFolder();
    const { stdout } = tintype(["explain", "/photo.jpg", "--data", data]);
    expect(stdout).toContain("None: add one");
    expect(stdout).not.toContain("keys that were tried");
    told("explain", "/photo.jpg", "--folder", folder, "--data", data);
  });

  test("a terminal is sent nothing that it obeys", () => {
    const { stdout } = tintype(["explain", "/%1B%5B31mred.jpg"]);
    expect(stdout).toContain("%1B%5B31mred.jpg");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("a URL is signed", () => {
  test("as the server wants it, with the key in its data folder", async () => {
    told("endpoint", "add", "--description", "s", "--url-prefix", "s", "--origins", "files");
    told("endpoint", "set", "s", "--signing", "all");
    expect((await send(server.url, "/s/photo.jpg")).status).toBe(401);
    const { pathname, search } = new URL(told("sign", `${server.url}/s/photo.jpg`));
    expect((await send(server.url, pathname + search)).status).toBe(200);
    expect((await send(server.url, `${pathname.replace("photo", "other")}${search}`)).status).toBe(
      401,
    );
    const base = ["--public-url", "https://img.test"];
    expect(told("sign", "/s/photo.jpg", ...base)).toBe(`https://img.test${pathname}${search}\n`);
  });

  test("for a while", () => {
    const now = Date.now();
    const url = "https://img.test/s/photo.jpg";
    const signed = JSON.parse(told("sign", url, "--expires", "2h", "--json"));
    expect(Math.abs(signed.expires - now - 7_200_000)).toBeLessThan(60_000);
    expect(signed.url).toContain(`?ik-t=${signed.expires / 1000}&ik-s=`);
    expect(tintype(["explain", signed.url]).stdout).toContain(
      "The signature is valid; it expires 20",
    );
  });
});

const mistakes: [args: string[], message: RegExp][] = [
  [["origin", "set", "files"], /^Expected something to change, such as --name/],
  [["origin", "set", "--path", "/tmp"], /^Expected an origin's id or name/],
  [["origin", "set", "nope", "--name", "x"], /^There is no origin nope/],
  [["origin", "set", "files", "--type", "S3"], /--type/],
  [["origin", "duplicate", "files"], /^Expected --name and the name of the duplicate/],
  [["origin", "browse"], /^Expected an origin and/],
  [["origin", "browse", "files", "--limit", "1001"], /^Cannot read --limit: expected a whole/],
  [["explain"], /^Expected one URL/],
  [["explain", "/a.jpg", "--as", "gopher"], /^Cannot read --as: expected one of imagekit, /],
  [["explain", "/a.jpg", "--public-url", "x"], /^Cannot read --public-url: expected an http/],
  [["sign"], /^Expected one URL/],
  [["sign", "/a.jpg"], /^Cannot sign a path: expected --public-url/],
  [["sign", "http://a.test/a", "--expires", "soon"], /^Cannot read --expires: expected a dur/],
  [["purge"], /^Expected one of a URL/],
  [["purge", "/a.jpg", "--everything"], /^Expected one of a URL/],
  [["purge", "--everything", "--server", "ftp://a"], /^Cannot read --server: expected an addr/],
  [["purge", "--everything", "--server", "http://u:SECRET-PASS@a"], /^Cannot read --server: ex/],
  [["stats", "now"], /^Expected no arguments, got now/],
  [["stats", "--data", "/nonexistent"], /^There is no private key in \/nonexistent/],
  [["stats", "--private-key", "short"], /^Cannot read --private-key: expected eight/],
];
for (const [args, message] of mistakes) {
  test(`${args.join(" ")} exits with 2 and says what was expected`, () => {
    const { status, stdout, stderr } = tintype(args);
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("\n    at ");
  });
}

test("each explains itself", () => {
  for (const command of ["origin", "explain", "sign", "purge", "stats"]) {
    expect(told(command, "--help")).toContain(`\n  tintype ${command} `);
  }
});

test("no secret was ever said", () => {
  tintype(["config", "export"]);
  told("log");
  const secrets = [token, other, key, "SECRET-PASS"];
  expect(secrets.filter((secret) => said().includes(secret))).toEqual([]);
  expect(said().length).toBeGreaterThan(5000);
});
