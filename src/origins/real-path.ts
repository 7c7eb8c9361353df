import { spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Failure } from "../failure.ts";

/** A disk of a network that sleeps takes so long. */
const patienceMilliseconds = 5_000;

/**
 * The real path of a folder that a client names. A process of its own looks for it, since the folder may lie
 * on a mount that hangs: this one would lose a thread to it, and has few. One that does not exist is
 * taken by its name. EINVAL where nothing answers.
 */
export async function realPathOf(path: string): Promise<string> {
  const child = spawn("realpath", [resolve(path)], { stdio: ["ignore", "pipe", "ignore"] });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = "Cannot use `path`: the disk that it lies on does not answer";
    late.reject(new Failure("EINVAL", message, { field: "path" }));
    // What waits for a mount may not be able to end: nothing waits for that here.
    child.kill("SIGKILL");
    child.stdout.destroy();
    child.unref();
  }, patienceMilliseconds);
  const gone = new Promise<boolean>((give) => {
    child.once("error", () => give(false));
    child.once("exit", () => give(true));
  });
  try {
    // Of a tool that is not there the pipe ends before it has begun.
    const looked = Promise.all([gone, text(child.stdout).catch(() => "")]);
    looked.catch(() => {});
    const [isThere, real] = await Promise.race([looked, late.promise]);
    // Systems without the tool have other mounts.
    if (!isThere) return await realpath(path).catch(() => resolve(path));
    return real === "" ? resolve(path) : real.replace(/\n$/, "");
  } finally {
    clearTimeout(timer);
  }
}
