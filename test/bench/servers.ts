import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { processTree } from "./processes.ts";

export type Format = "jpeg" | "webp" | "avif";

/** One image to ask for: the file's name, the width in pixels and the encoder's quality. */
export interface Wish {
  name: string;
  width: number;
  /** Cut to this height; as high as the width makes it when not given. */
  height?: number;
  format: Format;
  quality: number;
}

export interface Server {
  name: string;
  /** How it was started, for the report. */
  runtime: string;
  pid: number;
  /** Milliseconds until it listened. */
  start: { listening: number };
  url(wish: Wish): string;
  stop(): Promise<void>;
}

export interface Servers {
  tintype: Server;
  ipx: Server;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..", "..");

/**
 * Starts both over the same folder; when one does not start, the other is ended.
 * @param flags of Tintype besides
 */
export async function startServers(
  folder: string,
  data: string,
  binary: string | undefined,
  flags: readonly string[] = [],
): Promise<Servers> {
  // One after the other: how long a start takes is measured.
  const [tintype] = await Promise.allSettled([startTintype(folder, data, binary, flags)]);
  const [ipx] = await Promise.allSettled([startIpx(folder)]);
  if (tintype.status === "fulfilled" && ipx.status === "fulfilled") {
    const both = [tintype.value, ipx.value];
    const stop = async () => void (await Promise.all(both.map((server) => server.stop())));
    return { tintype: tintype.value, ipx: ipx.value, stop };
  }
  for (const server of [tintype, ipx]) {
    if (server.status === "fulfilled") await server.value.stop();
  }
  throw [tintype, ipx].find((server) => server.status === "rejected")?.reason;
}

export async function startTintype(
  folder: string,
  data: string,
  binary: string | undefined,
  flags: readonly string[] = [],
) {
  const serve = ["serve", folder, "--port", "0", "--data", data, "--log", "json", ...flags];
  const [program, ...args] =
    binary === undefined ? [process.execPath, "src/main.ts", ...serve] : [binary, ...serve];
  const bun = `Bun ${process.versions.bun}, from source`;
  const runtime = binary === undefined ? bun : `${basename(binary)}, compiled`;
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  return server("Tintype", runtime, child, ({ name, width, height, format, quality }) => {
    const suffix = format === "jpeg" ? "jpg" : format;
    const size = height === undefined ? `w-${width}` : `w-${width},h-${height}`;
    return `/tr:${size},q-${quality},f-${suffix}/${name}`;
  });
}

export async function startIpx(folder: string) {
  const { program, runtime } = ipxRuntime();
  const source = readFileSync(join(import.meta.dirname, "ipx-server.ts"), "utf8");
  // Node 20 reads no TypeScript, so the script is handed over as text without its types; packages
  // are then looked up from the working folder.
  const script = new Bun.Transpiler({ loader: "ts" }).transformSync(source);
  const args = runtime.startsWith("Node") ? ["--input-type=module", "--eval"] : ["--eval"];
  const child = spawn(program, [...args, script], {
    cwd: root,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", IPX_BENCH_FOLDER: folder },
  });
  const version = packageVersion("ipx");
  return server(`IPX ${version}`, runtime, child, ({ name, width, height, format, quality }) => {
    const size = height === undefined ? `w_${width}` : `s_${width}x${height}`;
    return `/${size},q_${quality},f_${format}/${name}`;
  });
}

/** Node is what IPX is made for; without it, Bun has to do. */
function ipxRuntime(): { program: string; runtime: string } {
  // `bun run` may put itself on the path under Node's name.
  const asked = "process.versions.bun ?? process.versions.node";
  const { stdout } = spawnSync("node", ["-p", asked], { encoding: "utf8" });
  const version = stdout?.trim();
  return version && version !== process.versions.bun
    ? { program: "node", runtime: `Node ${version}` }
    : { program: process.execPath, runtime: `Bun ${process.versions.bun}, for want of Node` };
}

function packageVersion(name: string): string {
  const text = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Waits until a child says where it listens. */
async function server(
  name: string,
  runtime: string,
  child: ChildProcess,
  path: (wish: Wish) => string,
): Promise<Server> {
  const { pid, stdout, stderr } = child;
  const startedAt = performance.now();
  // Neither a thrown error nor an exit of the runner leaves a child behind.
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const family = processTree(pid).map((process) => process.pid);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const patience = setTimeout(kill, 5_000);
    await ended;
    clearTimeout(patience);
    await endAll(family);
  };
  let said = "";
  stderr?.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  const listening = new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with code ${code}\n${said}`)));
    if (stdout) {
      createInterface({ input: stdout }).on("line", (line) => {
        const [, base] = / is listening on (http:\S+)/.exec(line) ?? [];
        if (base) resolve(base);
      });
    }
  });
  // Whatever ends it later is told by the requests that fail.
  listening.catch(() => {});
  const late = sleep(30_000, undefined, { ref: false }).then(() => {
    throw new Error(`${name} did not start within 30 seconds\n${said}`);
  });
  late.catch(() => {});
  try {
    const base = await Promise.race([listening, late]);
    if (pid === undefined) throw new Error(`${name} has no process id`);
    const start = { listening: performance.now() - startedAt };
    return { name, runtime, pid, start, url: (wish) => base + path(wish), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Renderers go with their server, but need a moment to give their memory back. */
async function endAll(pids: number[]): Promise<void> {
  for (let waited = 0; waited < 5_000 && pids.some(isRunning); waited += 20) await sleep(20);
  for (const pid of pids.filter(isRunning)) process.kill(pid, "SIGKILL");
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
