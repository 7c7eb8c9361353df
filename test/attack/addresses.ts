import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { program, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";
import type { Outcome } from "./outcome.ts";

/** This machine, and networks that are not public, as readers of URLs may spell them. */
const hosts = [
  ...["127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1"],
  ...["0x7f.0.0.1", "0177.0.0.1", "017700000001", "0177.1", "127.255.255.254", "127.0.0.1."],
  ...["localhost", "LOCALHOST", "localhost.", "a.localhost", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]"],
  ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]"],
  ...["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "[fec0::1]", "[ff02::1]"],
  ...["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1"],
  ...["192.0.0.1", "0.0.0.1", "255.255.255.255", "224.0.0.1", "[fd00:ec2::254]", "2852039166"],
  ...["%31%32%37.0.0.1", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "127.0.0.1%2e", "127%2e1"],
];

/** URLs that lead elsewhere than to the one host that is allowed, or that one parser may read so. */
const disguises = (port: number) => [
  ...[`http://pictures.example@127.0.0.1:${port}/a.jpg`, `http://127.0.0.1:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}#@pictures.example/a.jpg`, `http:/127.0.0.1:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}%23@pictures.example/a.jpg`, `http:127.0.0.1:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}\\@pictures.example/a.jpg`, `http:///127.0.0.1:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}%5c@pictures.example/a.jpg`, `http:\\\\127.0.0.1:${port}\\a.jpg`],
  ...[`http://pictures.example:80@127.0.0.1:${port}/a.jpg`, `HTTP://127.0.0.1:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}%2f@pictures.example/a.jpg`, `//127.0.0.1:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}?.pictures.example/a.jpg`, `http://[::1]:${port}/a.jpg`],
  ...[`http://127.0.0.1:${port}%3f.pictures.example/a.jpg`, `ftp://127.0.0.1:${port}/a.jpg`],
  ...["file:///etc/passwd", "file://localhost/etc/passwd", `gopher://127.0.0.1:${port}/_GET`],
  ...[`http://127.0.0.1:${port}%00.pictures.example/a.jpg`, `jar:http://127.0.0.1:${port}!/a`],
  ...[`http://a:b@127.0.0.1:${port}/a.jpg`, `http://127.0.0.1:${port}%09/a.jpg`],
  ...[`http://pictures.example%0d%0aHost:127.0.0.1:${port}/a.jpg`, "data:image/png;base64,AAAA"],
];

/** Where no connection was made. */
const refusals = [400, 403, 404];

/**
 * Tries to reach this machine through origins that may not: a proxy that is allowed the host by
 * name, one that is allowed another, and a folder on the web that lies here.
 */
export async function attackAddresses(): Promise<Outcome> {
  let arrived = 0;
  const victim = createServer((socket) => {
    arrived += 1;
    socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
  });
  await new Promise<void>((done, failed) => {
    victim.once("error", failed).listen(0, () => done());
  });
  const { port } = victim.address() as AddressInfo;
  const folder = temporaryFolder();
  writeFileSync(join(folder, "base.jpg"), await photo(60, 40, { format: "jpeg" }));
  const server = await startServer(program, ["--private-key", privateKey, "--timeout", "10s"]);
  const call = managementOf(server.url);
  const reached: string[] = [];
  const statuses: Record<string, number> = {};
  let requests = 0;

  async function add(origin: Record<string, unknown>): Promise<string | undefined> {
    const { status, json } = await call("POST", "/v1/accounts/origins", origin);
    return status === 201 ? (json.id as string) : undefined;
  }

  async function ask(target: string, allowed: readonly number[] = refusals): Promise<void> {
    const before = arrived;
    requests += 1;
    const sent = Buffer.from(target).toString("latin1");
    const { status } = await exchange(server.url, sent.replaceAll(/[^!-~]/g, encodeByte));
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (arrived > before) reached.push(`${target} arrives`);
    else if (!allowed.includes(status)) reached.push(`${target}: ${status}`);
  }

  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address, family }) => (family === "IPv6" ? `[${address.split("%")[0]}]` : address));
  const all = [...new Set([...hosts, ...own])];
  const files = await add({ type: "LOCAL_FOLDER", name: "files", path: folder });
  const proxy = await add({ type: "WEB_PROXY", name: "private", allowedHosts: all });
  const other = await add({
    type: "WEB_PROXY",
    name: "other",
    allowedHosts: ["pictures.example", "*.pictures.example"],
  });
  if (!files || !proxy || !other) throw new Error("The origins were not added");
  await putEndpoint(call, { urlPrefix: "private", origins: [proxy, files] });
  await putEndpoint(call, { urlPrefix: "other", origins: [other, files] });

  const urls = [
    ...all.map((host) => ["/private", `http://${host}:${port}/a.jpg`] as const),
    ...disguises(port).map((url) => ["/other", url] as const),
  ];
  for (const [prefix, url] of urls) {
    const hidden = encodeURIComponent(Buffer.from(url).toString("base64"));
    await ask(`${prefix}/${url}`);
    await ask(`${prefix}/${encodeURIComponent(url)}`);
    await ask(`${prefix}/tr:w-9/${url}`);
    await ask(`${prefix}/tr:l-image,ie-${hidden},l-end/base.jpg`);
    // The image that stands in for a missing one.
    await ask(`${prefix}/tr:di-${encodeURIComponent(url)}/none.jpg`);
  }
  for (const [i, host] of all.entries()) {
    const baseUrl = `http://${host}:${port}`;
    const id = await add({ type: "WEB_FOLDER", name: `folder ${i}`, baseUrl });
    if (id === undefined) continue;
    await putEndpoint(call, { urlPrefix: `folder-${i}`, origins: [id] });
    await ask(`/folder-${i}/a.jpg`);
  }
  await server.stop("SIGKILL");
  victim.close();
  const tried = { spellings: urls.length, requests, ...statuses, arrived };
  return { tried, reached };
}

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
