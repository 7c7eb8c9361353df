import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

let server: RunningServer;
beforeAll(async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), new Uint8Array(100));
  server = await startServer(fromCheckout, [folder]);
}, 30_000);
afterAll(() => server?.stop());

/** Status of the answer to a request with exactly these lines. */
function statusOf(port: number, target: string, lines: string[] = ["Host: a"], version = "1.1") {
  return new Promise<number>((resolve, reject) => {
    const head = [`GET ${target} HTTP/${version}`, ...lines, "Connection: close", "", ""];
    const socket = connect(port, "127.0.0.1", () => socket.write(head.join("\r\n"), "latin1"));
    let text = "";
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(Number(text.slice(9, 12))));
  });
}

const portOf = () => Number(new URL(server.url).port);

/** Which a proxy's rule about `/_/` may not see as such, and a parser of URLs does. */
const disguised = [
  "/_\\health",
  "/_\\api\\session",
  "/x/..\\_/health",
  "/x/../_/health",
  "/x/%2e%2e/_/health",
  "/./_/health",
  "//x/..\\..\\_/health",
  "/_/health/..\\..\\_/metrics",
  "http://other/x/..\\_/health",
];

for (const target of disguised) {
  test(`${target} is refused`, async () => {
    expect(await statusOf(portOf(), target)).toBe(400);
    expect(await statusOf(portOf(), target, ["Host: a#b"])).toBe(400);
  });
}

for (const target of [
  "/_%2fhealth",
  "/%5f/health",
  "//_/health",
  "/_%5chealth",
  "/_/api%2fsession",
]) {
  test(`${target} is nothing of the management surface`, async () => {
    expect(await statusOf(portOf(), target)).toBe(404);
  });
}

const hosts = ["Host:", "Host: a b", "Host: user@host", "Host: a#b", "Host: a\\b", "Host: [::1"];
for (const host of hosts) {
  test(`with \`${host}\` everything is still found`, async () => {
    for (const target of ["/a.bin", "/a.bin?v=1", "/_/health"]) {
      expect(await statusOf(portOf(), target, [host])).toBe(200);
    }
  });
}

test("without a Host, as HTTP/1.0 allows, everything is still found", async () => {
  for (const target of ["/a.bin", "/_/health"]) {
    expect(await statusOf(portOf(), target, [], "1.0")).toBe(200);
  }
});

test("two Host headers are refused, for what is remembered too", async () => {
  expect(await statusOf(portOf(), "/a.bin", ["Host: a"])).toBe(200);
  expect(await statusOf(portOf(), "/a.bin", ["Host: a", "Host: b"])).toBe(400);
});

test.skipIf(!Bun.which("/usr/sbin/nginx"))(
  "nginx that denies /_/ and sends no Host lets nothing of it through",
  async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as { port: number };
    free.close();
    await once(free, "close");
    const data = temporaryFolder();
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    writeFileSync(
      join(data, "nginx.conf"),
      `pid ${data}/pid; events {} http { access_log off;
        ${temporary.map((name) => `${name}_temp_path ${data}/${name};`).join(" ")}
        server { listen 127.0.0.1:${port};
          location / { proxy_pass ${server.url}; proxy_set_header Host ""; proxy_http_version 1.0; }
          location /_/ { return 404; } } }`,
    );
    const args = ["-c", join(data, "nginx.conf"), "-e", join(data, "error"), "-g", "daemon off;"];
    const nginx = spawn("/usr/sbin/nginx", args, { stdio: "ignore" });
    try {
      let status = 0;
      for (let i = 0; i < 100 && status !== 200; i += 1) {
        await Bun.sleep(50);
        status = await statusOf(port, "/a.bin").catch(() => 0);
      }
      expect(status).toBe(200);
      for (const target of disguised) {
        expect([400, 404]).toContain(await statusOf(port, target));
      }
    } finally {
      nginx.kill("SIGTERM");
    }
  },
  30_000,
);
