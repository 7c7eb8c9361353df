import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a server leaves in its data folder while it runs, for commands that have to find it. */
interface ServerFile {
  pid: number;
  /** URL of the management surface, as seen from this machine, without a slash at its end. */
  management: string;
}

const fileIn = (data: string) => join(data, "server.json");

export function writeServerFile(data: string, management: string): void {
  const file: ServerFile = { pid: process.pid, management };
  writeFileSync(fileIn(data), JSON.stringify(file), { mode: 0o600 });
}

export function removeServerFile(data: string): void {
  try {
    rmSync(fileIn(data), { force: true });
  } catch {
    // The disk has failed. The file names a process that has ended, as after a crash.
  }
}

/** The server that uses a data folder; undefined without one, or where one was killed. */
export function runningServerOf(data: string): ServerFile | undefined {
  try {
    const file = JSON.parse(readFileSync(fileIn(data), "utf8")) as ServerFile;
    return isRunning(file.pid) ? file : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
