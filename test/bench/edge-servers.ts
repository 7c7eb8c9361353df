import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NginxTask } from "./nginx-tasks.ts";

/** A server that has one file to give. */
export interface EdgeServer {
  name: string;
  pid: number;
  /** Without a slash at its end. */
  base: string;
  /** Lines in its log of requests. */
  logged(): number;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..", "..");

/** Tintype over a folder; what it logs goes to a file in `data`, a line of text per request, as nginx does. */
export async function startTintype(
  name: string,
  folder: string,
  data: string,
  binary: string | undefined,
  flags: string[],
): Promise<EdgeServer> {
  mkdirSync(data);
  const serve = ["serve", folder, "--port", "0", "--data", join(data, "data"), "--log", "text"];
  const [program, ...args] =
    binary === undefined ? [process.execPath, "src/main.ts", ...serve] : [binary, ...serve];
  const [said, log] = [join(data, "said"), join(data, "log")];
  // Straight to files: nobody has to read along.
  const stdio = ["ignore", openSync(said, "w"), openSync(log, "w")] as const;
  const child = spawn(program, [...args, ...flags], { cwd: root, stdio: [...stdio] });
  return started(name, child, log, async () => {
    return /^Tintype is listening on (http:\S+)/m.exec(readFileSync(said, "utf8"))?.[1];
  });
}

/**
 * nginx over a folder, as Debian sets it up, but with two workers and files of its own.
 * @param task what it does beside sending files as they are
 */
export async function startNginx(
  folder: string,
  data: string,
  task: NginxTask = {},
): Promise<EdgeServer> {
  mkdirSync(data);
  const port = await freePort();
  const file = join(data, "nginx.conf");
  const log = join(data, "access.log");
  writeFileSync(file, configuration({ folder, data, log, port, task }));
  const args = ["-c", file, "-p", data, "-e", join(data, "error.log"), "-g", "daemon off;"];
  const child = spawn(nginx, args, { stdio: ["ignore", "ignore", "pipe"] });
  return started("nginx", child, log, async () => {
    const base = `http://127.0.0.1:${port}`;
    const answer = await fetch(base).catch(() => undefined);
    return answer && base;
  });
}

/** Debian's is where users' paths do not lead. */
const nginx = Bun.which("nginx") ?? Bun.which("/usr/sbin/nginx") ?? "nginx";

/** Of Debian's nginx.conf, all that bears on a file that is served; Debian compresses no JPEG. */
function configuration(at: {
  folder: string;
  data: string;
  log: string;
  port: number;
  task: NginxTask;
}): string {
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const { modules = "", http = "", location = "" } = at.task;
  return `${user}
${modules}
worker_processes 2;
pid ${at.data}/nginx.pid;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  types { image/jpeg jpg; image/webp webp; }
  default_type application/octet-stream;
  access_log ${at.log};
  gzip on;
  client_body_temp_path ${at.data}/body;
  proxy_temp_path ${at.data}/proxy;
  fastcgi_temp_path ${at.data}/fastcgi;
  uwsgi_temp_path ${at.data}/uwsgi;
  scgi_temp_path ${at.data}/scgi;
  ${http}
  server { listen 127.0.0.1:${at.port}; root ${at.folder}; location / { ${location} } }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until a child listens. */
async function started(
  name: string,
  child: ChildProcess,
  log: string,
  listening: () => Promise<string | undefined>,
): Promise<EdgeServer> {
  // Neither a thrown error nor an exit of the runner leaves a child behind.
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  let failed: Error | undefined;
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  child.on("error", (error) => {
    failed = error;
  });
  const stop = async () => {
    process.off("exit", kill);
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const patience = setTimeout(kill, 5_000);
    await ended;
    clearTimeout(patience);
  };
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (failed) throw failed;
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}\n${said}`);
    const base = await listening();
    if (base !== undefined && child.pid !== undefined) {
      return { name, pid: child.pid, base, logged: () => linesOf(log), stop };
    }
    await sleep(50);
  }
  await stop();
  throw new Error(`${name} did not start within 30 seconds\n${said}`);
}

function linesOf(file: string): number {
  return Number(/^\d+/.exec(outputOf("wc", ["-l", file]))?.[0] ?? 0);
}

/** What is missing on this machine, by the names of Debian's packages. */
export function missingPrograms(): string[] {
  const programs = { wrk: Bun.which("wrk"), nginx: versionOfNginx() || null };
  return Object.entries(programs).flatMap(([name, found]) => (found === null ? [name] : []));
}

/** `nginx 1.22.1`, or empty when there is none. */
export function versionOfNginx(): string {
  return /nginx\/[\d.]+/.exec(outputOf(nginx, ["-v"]))?.[0].replace("/", " ") ?? "";
}

export function nameOf(binary: string | undefined): string {
  return binary === undefined
    ? `Bun ${process.versions.bun}, from source`
    : `${basename(binary)}, compiled`;
}

function outputOf(program: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return `${stdout ?? ""}${stderr ?? ""}`.trim();
}
