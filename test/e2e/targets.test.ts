import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describeUnless } from "../support/needs.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";

let server: RunningServer;
beforeAll(async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), new Uint8Array(100));
  server = await startServer(program, [folder]);
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

/** Another file than a proxy's rule about folders would take it for. */
const moved = [
  "/public/..\\a.bin",
  "/public//..\\a.bin",
  "/public//../a.bin",
  "/x/..//a.bin",
  "/public//%2e%2E/a.bin",
  "/public//.\\a.bin",
  "/public///../../../a.bin",
  `${"/d".repeat(33)}${"/..".repeat(33)}/a.bin`,
  `${"/d".repeat(40)}${"\\..".repeat(40)}\\a.bin`,
  "/x//y\\b.bin",
  "/x//..",
];
for (const target of moved) {
  test(`the image target ${target.slice(0, 40)} is refused`, async () => {
    expect(await statusOf(portOf(), target)).toBe(400);
    expect(await statusOf(portOf(), target, ["Host: a#b"])).toBe(400);
  });
}

test("empty segments, deep folders and dots in queries and names are as good as any", async () => {
  const deep = "/d".repeat(40);
  for (const target of ["//a.bin", "/a.bin?x=/../..\\y", "http://other/a.bin", "/tr:w-1//a.bin"]) {
    expect([200, 415]).toContain(await statusOf(portOf(), target));
  }
  for (const target of ["/a//b.bin", "/a.bin/", "/a...b/..c/d.bin", "/https://h//x", deep, "/"]) {
    expect(await statusOf(portOf(), target)).toBe(404);
  }
});

interface Proxy {
  name: string;
  /** Arguments that start it before a server, listening at a port of loopback. */
  args(port: number, data: string): string[];
}

const proxies: Proxy[] = [
  {
    name: "nginx",
    args(port, data) {
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      const file = join(data, "nginx.conf");
      writeFileSync(
        file,
        `pid ${data}/pid; events {} http { access_log off;
        ${temporary.map((name) => `${name}_temp_path ${data}/${name};`).join(" ")}
        server { listen 127.0.0.1:${port};
          location / { proxy_pass ${server.url}; proxy_set_header Host ""; proxy_http_version 1.0; }
          location /_/ { return 404; } } }`,
      );
      return ["-c", file, "-e", join(data, "error"), "-g", "daemon off;"];
    },
  },
  {
    name: "caddy",
    args(port, data) {
      const file = join(data, "Caddyfile");
      writeFileSync(
        file,
        `{
          admin off
          auto_https off
          storage file_system ${data}
        }
        http://:${port} {
          bind 127.0.0.1
          respond /_/* 404
          reverse_proxy ${new URL(server.url).host}
        }`,
      );
      return ["run", "--adapter", "caddyfile", "--config", file];
    },
  },
  {
    name: "haproxy",
    args(port, data) {
      const file = join(data, "haproxy.cfg");
      writeFileSync(file, haproxy(port, "option httpchk GET /_/health"));
      return ["-db", "-f", file];
    },
  },
];

function haproxy(port: number, ...backend: string[]): string {
  return `defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend images
  bind 127.0.0.1:${port}
  http-request deny deny_status 404 if { path_beg /_/ }
  monitor-uri /up
  monitor fail if { nbsrv(tintype) lt 1 }
  default_backend tintype
backend tintype
  ${backend.join("\n  ")}
  server one ${new URL(server.url).host} check inter 100 fall 1 rise 2
`;
}

/** Debian's proxies are where users' paths do not lead. */
const programOf = (name: string) => Bun.which(name) ?? Bun.which(`/usr/sbin/${name}`) ?? undefined;

async function freePort(): Promise<number> {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as { port: number };
  free.close();
  await once(free, "close");
  return port;
}

/** Runs a proxy until a file is delivered through it, and for as long as `during` takes. */
async function through(
  name: string,
  args: (port: number, data: string) => string[],
  during: (port: number) => Promise<void>,
): Promise<void> {
  const [port, data] = [await freePort(), temporaryFolder()];
  const env = { ...process.env, HOME: data, XDG_DATA_HOME: data, XDG_CONFIG_HOME: data };
  const proxy = spawn(programOf(name) ?? name, args(port, data), { stdio: "ignore", env });
  try {
    let status = 0;
    for (let i = 0; i < 200 && status !== 200; i += 1) {
      await Bun.sleep(50);
      status = await statusOf(port, "/a.bin").catch(() => 0);
    }
    expect(status).toBe(200);
    await during(port);
  } finally {
    proxy.kill("SIGTERM");
  }
}

for (const { name, args } of proxies) {
  const missing = programOf(name) ? undefined : `${name} is not installed`;
  describeUnless(missing, `${name} that denies /_/`, () => {
    test("lets nothing of it through", async () => {
      await through(name, args, async (port) => {
        for (const target of ["/_/health", "/_/metrics", ...disguised]) {
          expect([400, 404]).toContain(await statusOf(port, target));
        }
      });
    }, 60_000);
  });
}

const noHaproxy = programOf("haproxy") ? undefined : "haproxy is not installed";
describeUnless(noHaproxy, "HAProxy's checks", () => {
  const checks = [
    ["option httpchk GET /_/health"],
    ["option httpchk HEAD /_/health"],
    ["option httpchk", "http-check send meth GET uri /_/health ver HTTP/1.1 hdr Host health"],
    ["option httpchk", "http-check send meth HEAD uri /_/ready ver HTTP/1.1 hdr Host health"],
  ];
  for (const check of checks) {
    test(`find the server up by \`${check.join("; ")}\``, async () => {
      const args = (port: number, data: string) => {
        writeFileSync(join(data, "haproxy.cfg"), haproxy(port, ...check));
        return ["-db", "-f", join(data, "haproxy.cfg")];
      };
      await through("haproxy", args, async (port) => {
        // Several checks later it is still up.
        await Bun.sleep(1_000);
        expect(await statusOf(port, "/up")).toBe(200);
      });
    }, 60_000);
  }
});
