import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { confinement } from "../../src/runtime/confinement.ts";
import { runTool } from "../../src/video/run-tool.ts";
import { send } from "../support/http.ts";
import { childrenOf } from "../support/processes.ts";
import {
  fromCheckout,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

let server: RunningServer;
beforeAll(async () => {
  const env = { MY_SECRET: "hunter2", TINTYPE_PRIVATE_KEY: "private_test_key" };
  server = await startServer(fromCheckout, [temporaryFolder()], { env });
  while (!(await fetch(`${server.url}/_/ready`)).ok) await Bun.sleep(50);
}, 30_000);
afterAll(() => server?.stop("SIGKILL"));

const renderers = () => childrenOf(server.process.pid as number);
const of = (pid: number, name: string) => readFileSync(`/proc/${pid}/${name}`, "latin1");

test("renderers know a few names of the environment, and no secret", () => {
  expect(renderers().length).toBeGreaterThan(0);
  for (const pid of renderers()) {
    const names = of(pid, "environ")
      .split("\0")
      .filter(Boolean)
      .map((pair) => pair.slice(0, pair.indexOf("=")));
    const known = [
      "PATH",
      "TMPDIR",
      "TZ",
      "LANG",
      "DENO_DIR",
      "XDG_CACHE_HOME",
      "HOME",
      "MIMALLOC_PURGE_DELAY",
      "BUN_JSC_maxNumWasmFastMemories",
    ];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(of(pid, "environ") + of(pid, "cmdline")).not.toContain("hunter2");
  }
});

test("renderers have as many fast memories for WebAssembly as fonts and codecs take", () => {
  const [pid = 0] = renderers();
  const options = of(pid, "environ")
    .split("\0")
    .filter((pair) => pair.startsWith("BUN_JSC_"))
    .map((pair) => pair.split("=") as [string, string]);
  // An instance with a memory of one page, and how many addresses a dozen of them reserve.
  const script = `
    const module = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1));
    const size = () => Number(/VmSize:\\s+(\\d+)/.exec(require("fs").readFileSync("/proc/self/status", "latin1"))[1]);
    const before = size();
    const kept = Array.from({ length: 12 }, () => new WebAssembly.Instance(module));
    console.log(size() - before, kept.length);`;
  const env = { ...process.env, ...Object.fromEntries(options) };
  const { stdout } = spawnSync(process.execPath, ["-e", script], { env, encoding: "utf8" });
  // In kilobytes: a fast one has all that 32 bits can name.
  expect(Number.parseInt(stdout, 10)).toBeGreaterThan(12 * 4 * 1024 * 1024);
});

test("renderers have none of the server's files and connections open", async () => {
  // A connection that is open while renderers are started.
  const [first = 0] = renderers();
  process.kill(first, "SIGKILL");
  for (let i = 0; i < 200 && renderers().includes(first); i += 1) await Bun.sleep(25);
  expect((await send(server.url, "/none.jpg")).status).toBe(404);
  const ours = openIn(server.process.pid as number).filter((path) => /^(?:\/|socket:)/.test(path));
  expect(ours.some((path) => path.startsWith(server.data))).toBe(true);
  for (const pid of renderers()) {
    const open = openIn(pid);
    expect(open.filter((path) => ours.includes(path) && path !== "/dev/null")).toEqual([]);
    // Standard streams, at most.
    const sockets = new Set(open.filter((path) => path.startsWith("socket:")));
    expect(sockets.size).toBeLessThanOrEqual(3);
  }
});

/** What the descriptors of a process lead to. */
function openIn(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)];
    } catch {
      return [];
    }
  });
}

test("renderers cannot do what doctor says they cannot", () => {
  const { prevented, possible } = confinement();
  const { stdout } = run(fromCheckout, ["doctor", "--json", "--data", temporaryFolder()]);
  const step = (JSON.parse(stdout) as { name: string; message: string; help?: string }[]).find(
    ({ name }) => name === "Renderers",
  );
  for (const what of prevented) expect(step?.message).toContain(what);
  for (const { program } of possible) expect(step?.help).toContain(program);
  for (const pid of renderers()) {
    if (prevented.includes("gain rights")) expect(of(pid, "status")).toMatch(/NoNewPrivs:\s+1/);
    if (prevented.includes("reach a network")) {
      // Behind two lines of headings, and the loopback that is down: no interface.
      expect(of(pid, "net/dev").trim().split("\n").length).toBeLessThanOrEqual(3);
      expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(readlinkSync("/proc/self/ns/net"));
    }
    if (prevented.includes("take memory without end")) {
      const [, limit] = /^Max data size\s+(\d+)/m.exec(of(pid, "limits")) ?? [];
      const [, reserved] = /^VmData:\s+(\d+)/m.exec(of(pid, "status")) ?? [];
      expect(Number(limit)).toBeGreaterThan(Number(reserved) * 1024 + 2 ** 31);
      expect(of(pid, "limits")).toMatch(/^Max core file size\s+0\s/m);
    }
    if (prevented.includes("outlive the server when memory is short")) {
      const score = (process: number) => Number(of(process, "oom_score_adj"));
      expect(score(pid)).toBeGreaterThan(score(server.process.pid as number));
    }
  }
});

test("where one barrier cannot stand around the others, the others are used together", () => {
  const folder = temporaryFolder();
  const program = (name: string, own: number, refuses = "") => {
    const refuse = refuses === "" ? "" : `case "$*" in *${refuses}*) exit 1;; esac\n`;
    const script = `#!/bin/sh\n${refuse}shift ${own}\nexec "$@"\n`;
    writeFileSync(join(folder, name), script, { mode: 0o755 });
  };
  program("unshare", 3, "setpriv");
  program("setpriv", 1);
  program("prlimit", 2);
  program("choom", 3);
  const module = join(import.meta.dirname, "../../src/runtime/confinement.ts");
  const script = `console.log(JSON.stringify(require("${module}").confinement()))`;
  const { stdout } = spawnSync(process.execPath, ["-e", script], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  const { command, possible } = JSON.parse(stdout);
  expect(possible).toEqual([{ what: "reach a network", program: "unshare" }]);
  expect(command.filter((word: string) => /^[a-z]+$/.test(word))).toEqual([
    "setpriv",
    "prlimit",
    "choom",
  ]);
});

test("a process that is started so gets no more memory than the limit", () => {
  const { command, prevented } = confinement();
  if (!prevented.includes("take memory without end")) return;
  const [, limit] = /--data=(\d+)/.exec(command.join(" ")) ?? [];
  const block = `bs=${Number(limit) + 2 ** 30}`;
  const { status, stderr } = spawnSync(
    command[0] as string,
    [...command.slice(1), "dd", "if=/dev/zero", "of=/dev/null", block, "count=1"],
    { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } },
  );
  expect([status, stderr]).toEqual([1, expect.stringContaining("memory exhausted")]);
});

test("FFmpeg is started with as few rights as a renderer", async () => {
  const { prevented } = confinement();
  const show = (...files: string[]) =>
    runTool({ command: "cat", args: files, timeout: 20_000, niceness: 0 });
  const [status, limits, environment, score] = await Promise.all(
    ["status", "limits", "environ", "oom_score_adj"].map((name) => show(`/proc/self/${name}`)),
  );
  if (prevented.includes("gain rights")) expect(status).toMatch(/NoNewPrivs:\s+1/);
  if (prevented.includes("take memory without end")) {
    expect(limits).toMatch(/^Max data size\s+\d/m);
  }
  if (prevented.includes("outlive the server when memory is short")) {
    expect(Number(score)).toBeGreaterThan(0);
  }
  if (prevented.includes("reach a network")) {
    const devices = await show("/proc/self/net/dev");
    expect(devices.trim().split("\n").length).toBeLessThanOrEqual(3);
  }
  expect(environment?.split("\0").filter((pair) => !/^(?:PATH=|$)/.test(pair))).toEqual([]);
});

test("a process that is started so cannot reach a server on loopback", async () => {
  const { command, prevented } = confinement();
  if (!prevented.includes("reach a network")) return;
  const listener = createServer((socket) => socket.end("hello"));
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  const connect = ["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3`];
  const tried = async (args: string[]) => {
    const child = Bun.spawn(args, { stdout: "pipe", stderr: "ignore" });
    return new Response(child.stdout).text();
  };
  expect(await tried(connect)).toBe("hello");
  expect(await tried([...command, ...connect])).toBe("");
  listener.close();
});
