import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A new temporary folder and the processes that use it, which all go together. */
export type Processes = {
  folder: string;
  start(program: string, args: string[]): RunningProcess;
  /** Everything the processes have written, for an error message. */
  logs(): Promise<string>;
  stop(): Promise<void>;
};

export type RunningProcess = {
  pid: number;
  log(): Promise<string>;
  /** Asks until there is an answer; throws when the process ends first or 50 seconds have gone. */
  until<T>(ask: () => Promise<T | undefined>): Promise<T>;
};

/**
 * Reads process ids until its input closes, which also happens when the process that holds the
 * other end crashes or is killed; then ends them and removes the folder.
 */
const guardScript = `
while read -r pid; do pids="$pids $pid"; done
kill -KILL $pids
rm -rf "$1"
`;

export async function startProcesses(): Promise<Processes> {
  const folder = await mkdtemp(join(tmpdir(), "s3-server-"));
  // Detached, so that Ctrl-C in a terminal does not end the guard along with the tests.
  const guard = spawn("sh", ["-c", guardScript, "guard", folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const children: ChildProcess[] = [];
  const logPaths: string[] = [];

  function start(program: string, args: string[]): RunningProcess {
    const logPath = join(folder, `${logPaths.length}-${basename(program)}.log`);
    logPaths.push(logPath);
    const logFile = openSync(logPath, "w");
    const child = spawn(program, args, { stdio: ["ignore", logFile, logFile] });
    closeSync(logFile);
    // Without a listener, a program that cannot be run would end the tests; it has no `pid` either.
    child.on("error", () => {});
    const pid = child.pid;
    if (pid === undefined) throw new Error(`Cannot run ${program}`);
    children.push(child);
    guard.stdin?.write(`${pid}\n`);

    const log = () => readFile(logPath, "utf8");
    async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
      for (const deadline = Date.now() + 50_000; Date.now() < deadline; await sleep(20)) {
        const answer = await ask();
        if (answer !== undefined) return answer;
        if (hasEnded(child)) break;
      }
      throw new Error(`${program} did not start\n${await log()}`);
    }
    return { pid, log, until };
  }

  async function logs(): Promise<string> {
    return (await Promise.all(logPaths.map((path) => readFile(path, "utf8")))).join("");
  }

  async function stop(): Promise<void> {
    await Promise.all(children.filter((child) => !hasEnded(child)).map((child) => end(child)));
    if (!hasEnded(guard)) await end(guard);
    await rm(folder, { recursive: true, force: true });
  }

  return { folder, start, logs, stop };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/**
 * The TCP port that a process of ours listens on, once it does. Linux only.
 *
 * @see https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
export async function listeningPort(pid: number): Promise<number | undefined> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    names.map((name) => readlink(join(folder, name)).catch(() => "")),
  );
  const inodes = new Set(targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]));
  const table = await readFile("/proc/net/tcp", "utf8");
  for (const line of table.trim().split("\n").slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const listening = state === "0A";
    if (listening && inodes.has(inode)) return Number.parseInt(`${local?.split(":")[1]}`, 16);
  }
  return undefined;
}
