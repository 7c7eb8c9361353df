import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
import { send } from "../../support/http.ts";
import { basic, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { childrenOf } from "../../support/processes.ts";
import { startStore } from "../../support/servers/store-server.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// What the key opens, who may try keys, and what runs beside the server.

let server: RunningServer;
const secretName = "MY_SECRET";
beforeAll(async () => {
  const env = { [secretName]: "hunter2", TINTYPE_PRIVATE_KEY: privateKey };
  server = await startServer(program, [temporaryFolder()], { env });
}, 30_000);
afterAll(() => server?.stop("SIGKILL"));

test("a stored secret goes to no other host than the one that it was given for", async () => {
  const seen: unknown[] = [];
  const attacker = await startStore(({ headers }, response) => {
    seen.push(headers.authorization);
    response.end("text");
  });
  const call = managementOf(server.url);
  const origins = "/v1/accounts/origins";
  const { json } = await call("POST", origins, {
    ...{ type: "WEB_FOLDER", name: "shop", baseUrl: "https://shop.invalid/" },
    ...{ allowPrivateNetwork: true, requestHeaders: { authorization: "Bearer secret" } },
  });
  const change = { baseUrl: attacker.url, name: "copy" };
  const copied = await call("POST", `${origins}/${json.id}/duplicate`, change);
  expect(copied.status).toBe(400);
  await call("POST", `${origins}/test`, { id: json.id, ...change });
  const { status } = await call("PUT", `${origins}/${json.id}`, {
    ...{ type: "WEB_FOLDER", ...change, allowPrivateNetwork: true },
  });
  if (status === 200) {
    await putEndpoint(call, { urlPrefix: "copy", origins: [json.id] });
    await send(server.url, "/copy/a.txt");
  }
  expect(seen.filter((value) => value !== undefined)).toEqual([]);
  await attacker.stop();
});

test("no folder leads to what the system tells of the server's process", async () => {
  const call = managementOf(server.url);
  const origins = "/v1/accounts/origins";
  for (const path of ["/proc/self", "/proc", "/dev/fd", "/sys/kernel"]) {
    const added = await call("POST", origins, { type: "LOCAL_FOLDER", name: path, path });
    expect([path, added.status]).toEqual([path, 400]);
  }
  const { json } = await call("POST", origins, { type: "LOCAL_FOLDER", name: "all", path: "/" });
  await putEndpoint(call, { urlPrefix: "all", origins: [json.id] });
  for (const file of ["proc/self/environ", "proc/cmdline", `proc/${server.process.pid}/environ`]) {
    expect([file, (await send(server.url, `/all/${file}`)).status]).toEqual([file, 404]);
  }
});

test("a body that is no object is refused in words, wherever one is read", async () => {
  const call = managementOf(server.url);
  for (const path of [
    ...["/v1/accounts/origins", "/v1/accounts/url-endpoints", "/v1/named-transformations"],
    ...["/v1/accounts/origins/test", "/v1/files/purge", "/v1/import", "/session"],
  ]) {
    for (const body of [null, [], "text", 5, true]) {
      const { status, json } = await call("POST", path, body);
      expect([path, body, status >= 400 && status < 500]).toEqual([path, body, true]);
      expect(typeof json.message).toBe("string");
    }
  }
});

test("keys that are guessed through made-up addresses are counted for the client that connects", async () => {
  // Nothing that connects to this one is a proxy.
  const flags = ["--private-key", privateKey, "--trusted-proxies", "192.0.2.1"];
  const strict = await startServer(program, flags);
  const statuses: number[] = [];
  for (let i = 0; i < 40; i += 1) {
    const headers = {
      Authorization: basic(`wrong_key_${i}`),
      "X-Forwarded-For": `198.51.100.${i}`,
      Forwarded: `for=203.0.113.${i}`,
    };
    statuses.push((await send(strict.url, "/_/api/v1/stats", { headers })).status);
  }
  expect(statuses.filter((status) => status === 401).length).toBeLessThan(10);
  expect(statuses.at(-1)).toBe(429);
  await strict.stop("SIGKILL");
});

test("images and health are answered while the dashboard is asked for the first time", async () => {
  const fresh = await startServer(program, [temporaryFolder()]);
  const page = send(fresh.url, "/_/");
  let answered = 0;
  let isThere = false;
  page.then(() => {
    isThere = true;
  });
  while (!isThere) {
    expect((await send(fresh.url, "/_/health")).status).toBe(200);
    answered += 1;
  }
  expect((await page).status).toBe(200);
  expect(answered).toBeGreaterThan(0);
  await fresh.stop("SIGKILL");
}, 60_000);

describe("beside the server", () => {
  const pid = () => server.process.pid as number;

  test("renderers have no secret of its environment or its command line", () => {
    const renderers = childrenOf(pid());
    expect(renderers.length).toBeGreaterThan(0);
    for (const renderer of renderers) {
      for (const file of ["environ", "cmdline"]) {
        const text = readFileSync(`/proc/${renderer}/${file}`, "latin1");
        expect(text).not.toContain("hunter2");
        expect(text).not.toContain(privateKey);
        expect(text).not.toContain(secretName);
      }
    }
  });

  test("nothing listens but what the server says, on loopback", () => {
    const inodes = new Set(socketsOf(pid()));
    const listening = ["tcp", "tcp6"].flatMap((table) =>
      readFileSync(`/proc/${pid()}/net/${table}`, "utf8")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode ?? ""))
        .map(([, address]) => address),
    );
    const port = Number(new URL(server.url).port).toString(16).toUpperCase().padStart(4, "0");
    expect(listening).toEqual([`0100007F:${port}`]);
  });
});

function socketsOf(pid: number): string[] {
  const { stdout } = Bun.spawnSync(["ls", `/proc/${pid}/fd`]);
  return stdout
    .toString()
    .trim()
    .split("\n")
    .flatMap((descriptor) => {
      try {
        const [, inode] =
          /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`)) ?? [];
        return inode ?? [];
      } catch {
        return [];
      }
    });
}

test("a client that closes its sending side gets a whole answer or none, and holds nothing", async () => {
  const { port } = new URL(server.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true }, () => {
      socket.end("GET /_/health HTTP/1.1\r\nHost: a\r\n\r\n");
    });
    let text = "";
    socket.setEncoding("latin1").on("data", (part) => {
      text += part;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
    socket.on("end", () => socket.end());
  });
  if (answer !== "") expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n/);
  expect((await send(server.url, "/_/health")).status).toBe(200);
});

test("the private key that the environment holds is in neither the metrics nor the log", async () => {
  await send(server.url, "/_/api/v1/stats", { headers: { Authorization: basic(privateKey) } });
  const { body } = await send(server.url, "/_/metrics", {
    headers: { Authorization: basic(privateKey) },
  });
  expect(new TextDecoder().decode(body)).not.toContain(privateKey);
  expect(server.log()).not.toContain(privateKey);
});
