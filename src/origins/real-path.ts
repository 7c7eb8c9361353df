import { spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Failure } from "../failure.ts";

/** A network disk that sleeps takes less time to wake up. */
const timeoutMilliseconds = 5_000;

/**
 * The real path of a folder that a client names; that of a folder that does not exist is its absolute
 * path. A process of its own looks for it: the folder may lie on a mount that hangs, and this process
 * would lose one of its few threads to it. EINVAL where the mount does not answer in time.
 */
export async function realPathOf(path: string): Promise<string> {
  const child = spawn("realpath", [resolve(path)], { stdio: ["ignore", "pipe", "ignore"] });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = "Cannot use `path`: the disk that it lies on does not answer";
    late.reject(new Failure("EINVAL", message, { field: "path" }));
    // A process that waits for a mount may not end even then: this one goes on without it.
    child.kill("SIGKILL");
    child.stdout.destroy();
    child.unref();
  }, timeoutMilliseconds);
  const gone = new Promise<boolean>((give) => {
    child.once("error", () => give(false));
    child.once("exit", () => give(true));
  });
  try {
    // Where the tool is not installed, the pipe ends without a word.
    const looked = Promise.all([gone, text(child.stdout).catch(() => "")]);
    looked.catch(() => {});
    const [isThere, real] = await Promise.race([looked, late.promise]);
    // Windows has no such tool, and no such mounts.
    if (!isThere) return await realPathHere(path);
    return real === "" ? resolve(path) : real.replace(/\n$/, "");
  } finally {
    clearTimeout(timer);
  }
}

/** The same, looked for by this process: of a folder that the owner of the server has named. */
export function realPathHere(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
