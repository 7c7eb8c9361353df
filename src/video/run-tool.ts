import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { setPriority } from "node:os";
import { Failure } from "../failure.ts";
import { confinement, leash } from "../runtime/confinement.ts";

/** A command that is run in a process of its own. */
export interface ToolRun extends Watch {
  command: string;
  args: readonly string[];
  /** Whether a word of complaint is a failure. */
  isStrict?: boolean;
}

/** A process that is watched until it ends. */
interface ProcessRun extends Watch {
  /** What people call it. */
  name: string;
  /** Starts it with pipes. */
  start(): ChildProcess;
  isStrict?: boolean;
}

interface Watch {
  /** Milliseconds after which it is killed: ETIMEDOUT. */
  timeout: number;
  /** How willingly it leaves the processor to others, 0 to 19. */
  niceness: number;
  /** Kills it: ECANCELED, or the failure that it was aborted with. */
  signal?: AbortSignal | undefined;
  /** A file that it writes. */
  output?: GrowingFile;
  /** Hears what it prints, line by line. */
  heard?(line: string): void;
}

/** A file that grows while others count its bytes. */
export interface GrowingFile {
  file: string;
  /** Bytes at which the process is killed: ELIMIT. */
  maxBytes: number;
  /** Asks for the bytes that it may have next; throws where there is no room. */
  allow(bytes: number): void;
}

/** How often the length of a growing file is looked at. */
const lookIntervalMilliseconds = 50;
/** Bytes that may be written between two looks. */
const aheadBytes = 8 * 1024 * 1024;
/** Most that is kept of what a process prints. */
const printedBytes = 4 * 1024 * 1024;
/** What a process says last is why it failed. */
const complaintCharacters = 2_000;

/** What a process said when it ended with a status that is not 0. */
export class ToolError extends Error {}

/**
 * Runs a command to its end and gives back what it printed. It is killed at its deadline, when it
 * writes too much, and when this process ends, be that by a kill; it sees nothing of the environment
 * but where programs lie, and has as few rights as a renderer. ToolError where it fails, EINTERNAL
 * where the system ended it.
 */
export function runTool({ command, args, isStrict = false, ...run }: ToolRun): Promise<string> {
  const start = () => {
    const env = process.env.PATH === undefined ? {} : { PATH: process.env.PATH };
    const [program = command, ...rest] = [...confinement().command, ...leash(), command, ...args];
    return spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], env });
  };
  return runProcess({ ...run, name: "FFmpeg", start, isStrict });
}

/** The same of any process. */
export function runProcess(run: ProcessRun): Promise<string> {
  const { name, start, isStrict = false, timeout, niceness, signal, output, heard } = run;
  if (signal?.aborted) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    const child = start();
    lowerPriority(child.pid, niceness);
    let printed = "";
    let complaint = "";
    let stopped: unknown;
    const stop = (reason: unknown) => {
      stopped ??= reason;
      child.kill("SIGKILL");
    };
    const killWithProcess = () => child.kill("SIGKILL");
    const abort = () => stop(reasonOf(signal));
    const deadline = setTimeout(() => stop(tookTooLong()), timeout);
    const watch = output && setInterval(() => check(output, stop), lookIntervalMilliseconds);
    process.once("exit", killWithProcess);
    signal?.addEventListener("abort", abort, { once: true });
    const release = () => {
      clearTimeout(deadline);
      clearInterval(watch);
      process.off("exit", killWithProcess);
      signal?.removeEventListener("abort", abort);
    };

    const lines = lineReader(heard);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (heard) lines(text);
      else if (printed.length < printedBytes) printed += text;
      else stop(new Failure("EFORMAT", "The file says more of itself than is read"));
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-complaintCharacters);
    });
    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("close", (code, killed) => {
      release();
      if (output && stopped === undefined) check(output, stop);
      if (stopped !== undefined) reject(stopped);
      else if (code === 0 && !(isStrict && complaint !== "")) resolve(printed);
      else reject(failureOf(name, { code, killed, complaint: complaint.trim() }));
    });
  });
}

/** How a process ended that was not stopped from here. */
interface Ending {
  code: number | null;
  killed: NodeJS.Signals | null;
  complaint: string;
}

/** FFmpeg's status when a signal such as that of its own time limit has ended it, which it says of nothing. */
const endedBySignal = 255;

function failureOf(name: string, { code, killed, complaint }: Ending): Error {
  if (killed === "SIGXCPU" || (code === endedBySignal && complaint === "")) return tookTooLong();
  if (killed === "SIGKILL") {
    return new Failure("EINTERNAL", `The system ended ${name}: memory may be short`);
  }
  return new ToolError(complaint || `It ended with ${code ?? killed}`);
}

function tookTooLong(): Failure {
  return new Failure("ETIMEDOUT", "The video took too long to make");
}

/** Counts the bytes of a growing file, those that may come before the next look too. */
function check({ file, maxBytes, allow }: GrowingFile, stop: (reason: unknown) => void): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > maxBytes) {
    stop(new Failure("ELIMIT", `The video gets too large: at most ${maxBytes} bytes are written`));
    return;
  }
  try {
    allow(Math.min(bytes + aheadBytes, maxBytes));
  } catch (error) {
    stop(error);
  }
}

function lineReader(heard: ((line: string) => void) | undefined): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, complaintCharacters);
    for (const line of lines) heard?.(line);
  };
}

function reasonOf(signal: AbortSignal | undefined): unknown {
  const reason: unknown = signal?.reason;
  return reason instanceof Failure ? reason : new Failure("ECANCELED", "The work was stopped");
}

/** Where a system does not allow it, images and videos share the processor evenly. */
function lowerPriority(pid: number | undefined, niceness: number): void {
  if (pid === undefined || niceness === 0) return;
  try {
    setPriority(pid, niceness);
  } catch {
    // It may have ended already.
  }
}
