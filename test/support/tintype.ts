import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compile } from "../../build/compile.ts";
import { denoFile } from "./deno.ts";

const project = resolve(import.meta.dirname, "../..");

/** How the program is called. */
interface Program {
  name: string;
  command: string[];
}

const main = join(project, "src/main.ts");

export const fromCheckout: Program = {
  name: "bun src/main.ts",
  command: [process.execPath, main],
};

let built: Program | undefined;

/** The compiled executable, built once per test run, far from any node_modules. */
function compiled(): Program {
  if (built) return built;
  const file = join(temporaryFolder(), "tintype");
  compile(file);
  built = { name: "the executable", command: [file] };
  return built;
}

const programs: Record<string, () => Program> = {
  checkout: () => fromCheckout,
  executable: compiled,
  deno: () => ({ name: "deno run -A src/main.ts", command: [denoFile(), "run", "-A", main] }),
};

/** What the end-to-end tests try: the program in one of the ways in which it is run. */
export const program = programOf(process.env.TINTYPE_TEST_PROGRAM ?? "checkout");

/** What concerns only one of them says so by name. */
export const isExecutable = program.name === "the executable";
export const isUnderDeno = program.name.startsWith("deno");

function programOf(name: string): Program {
  const made = programs[name]?.();
  if (made) return made;
  const names = Object.keys(programs).join(", ");
  throw new Error(`Cannot read TINTYPE_TEST_PROGRAM: expected one of ${names}, got ${name}`);
}

/** A folder that is deleted when the test run ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tintype-test-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunningServer {
  url: string;
  data: string;
  process: ChildProcess;
  /** Milliseconds from the process's start to its listening line. */
  started: number;
  /** What stands in brackets in something that is written to standard output, soon or already. */
  line(pattern: RegExp): Promise<string>;
  /** Everything written to standard error so far. */
  log(): string;
  /** Sends a signal (SIGTERM by default) and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `serve` on a free port of loopback and waits for its listening line. */
export async function startServer(
  program: Program,
  args: string[] = [],
  { data = join(temporaryFolder(), "data"), env = {} } = {},
): Promise<RunningServer> {
  const [command = "", ...prefix] = program.command;
  const start = performance.now();
  const child = spawn(command, [...prefix, "serve", ...args, "--port", "0", "--data", data], {
    cwd: tmpdir(),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const endWithTests = () => child.kill("SIGKILL");
  process.on("exit", endWithTests);
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  exited.then(() => process.off("exit", endWithTests));

  let text = "";
  const line = await new Promise<string>((heard, failed) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\n")) heard(text);
    });
    exited.then((code) => failed(new Error(`The server ended with ${code}: ${log}`)));
  });
  const url = /^Tintype is listening on (https?:\S+)/.exec(line)?.[1];
  if (url === undefined) throw new Error(`Unexpected first line: ${line}`);
  return {
    url,
    data,
    process: child,
    started: performance.now() - start,
    async line(pattern) {
      for (let tries = 0; tries < 200; tries += 1) {
        const found = pattern.exec(text)?.[1];
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`Nothing like ${pattern} was written: ${text}`);
    },
    log: () => log,
    stop(signal = "SIGTERM") {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs the program to its end. */
export function run(
  program: Program,
  args: string[],
  { env = {}, ...options }: { cwd?: string; env?: Record<string, string> } = {},
) {
  const [command = "", ...prefix] = program.command;
  const { status, stdout, stderr } = spawnSync(command, [...prefix, ...args], {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, ...env },
    ...options,
  });
  return { status, stdout, stderr };
}
