import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../failure.ts";
import type { Bucket } from "../../origins/bucket.ts";
import type { Asset } from "./assets.ts";

/** Milliseconds without a byte after which a download is given up, and tried again. */
const idleTimeoutMilliseconds = 60_000;
const attempts = 3;
/** What may be better next time. */
const passing = ["ECONNREFUSED", "EUPSTREAM", "ETIMEDOUT"];

interface Download {
  /** Hexadecimal, of the content. */
  sha256: string;
  /** Bytes of the file: of an object that is stored compressed, more than the object has. */
  size: number;
}

/**
 * Fetches an object to a file, whole or not at all: it comes into `parts` first and is moved when
 * all of its bytes are there. Its time is set to that of its upload.
 */
export async function download(
  bucket: Bucket,
  asset: Asset,
  file: string,
  parts: string,
): Promise<Download> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await downloadOnce(bucket, asset, file, parts);
    } catch (error) {
      const again = error instanceof Failure && passing.includes(error.code);
      if (!again || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250 * 4 ** attempt));
    }
  }
}

let count = 0;

async function downloadOnce(bucket: Bucket, asset: Asset, file: string, parts: string) {
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new Failure("ETIMEDOUT", "The bucket has fallen silent"));
  let timer = setTimeout(giveUp, idleTimeoutMilliseconds);
  count += 1;
  const part = join(parts, `${process.pid}-${count}`);
  const handle = await open(part, "wx");
  try {
    const answer = await bucket.get(asset.key, stalled.signal);
    if (answer === undefined || answer === "unchanged") {
      throw new Failure("ENOENT", "The object has gone since it was listed");
    }
    const hash = createHash("sha256");
    let bytes = 0;
    const reader = answer.body.getReader();
    // The signal may reach no further than the answer's head.
    stalled.signal.addEventListener("abort", () => void reader.cancel().catch(() => undefined));
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, idleTimeoutMilliseconds);
      hash.update(read.value);
      bytes += read.value.length;
      await handle.writeFile(read.value);
    }
    stalled.signal.throwIfAborted();
    // What was stored compressed is written plain, and has no length beforehand.
    if (answer.bytes !== undefined && bytes !== asset.bytes) {
      throw new Failure("EUPSTREAM", `Expected ${asset.bytes} bytes, got ${bytes}`);
    }
    await handle.utimes(asset.modified / 1000, asset.modified / 1000);
    await handle.close();
    await mkdir(dirname(file), { recursive: true });
    await rename(part, file);
    return { sha256: hash.digest("hex"), size: bytes };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw stalled.signal.aborted ? stalled.signal.reason : connectionFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A body that breaks off throws no Failure. */
function connectionFailure(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const cut = ["ECONNRESET", "EPIPE", "ECONNREFUSED", "ABORT_ERR"].includes(code ?? "");
  return cut ? new Failure("ECONNREFUSED", "The connection broke off", { cause: error }) : error;
}

/** Removes what downloads of processes that were killed have left. */
export async function removeLeftovers(parts: string): Promise<void> {
  for (const name of await readdir(parts).catch(() => [])) {
    const pid = Number.parseInt(name, 10);
    if (pid === process.pid || !isRunning(pid)) await rm(join(parts, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
