import { Failure } from "../../failure.ts";
import type { ByteRange } from "../byte-range.ts";
import type { Fetched, Origin } from "../origin.ts";
import { type Gate, gateOf } from "./gate.ts";
import { listFolder } from "./listing.ts";
import { placeOf } from "./locate.ts";
import { createFileOpener, type FileOpener } from "./open-file.ts";

interface LocalFolder {
  id: string;
  name: string;
  /** Absolute path. */
  path: string;
}

/**
 * A folder of this machine. Neither `..` nor a symbolic link leads out of it; hidden files and
 * folders, whose names begin with a dot, are not served, and neither is the server's data folder.
 */
export function localFolder({ id, name, path: folder }: LocalFolder): Origin {
  const gate = gateOf(folder);
  const open = createFileOpener(folder);
  return {
    id,
    name,
    // Looking again costs next to nothing, and an owner who edits a file wants to see it.
    maxAge: 1,
    fetch: ({ path }, signal, known, range) => {
      const asked = { known: known?.etag, range, gate };
      const work = gate(() => fetchFile(open, path, asked), signal);
      return within(signal, work);
    },
    list(wanted, signal) {
      const step: Gate = (work) => gate(work, signal);
      const list = listFolder((path) => step(() => placeOf(folder, path)), step);
      return within(signal, list(wanted));
    },
  };
}

async function fetchFile(
  open: FileOpener,
  path: string,
  { known, range, gate }: { known: string | undefined; range: ByteRange | undefined; gate: Gate },
): Promise<Fetched | "unchanged" | undefined> {
  const file = await open(path);
  if (!file) return undefined;
  const { size, mtimeMs, mtime } = file.status;
  // Nanoseconds tell two writes within one second apart.
  const etag = `"${size.toString(36)}-${mtimeMs.toString(36)}"`;
  if (known === etag) {
    try {
      // An owner who takes the server's permission away does not change the file.
      await file.checkAccess();
    } finally {
      await file.close();
    }
    return "unchanged";
  }
  const said = { etag, lastModified: mtime.toUTCString() };
  if (!range) {
    const content = await file.content(gate);
    return content && { ...content, bytes: size, ...said };
  }
  const end = Math.min(range.end, size);
  const start = Math.min(range.start, end);
  const content = await file.content(gate, { start, end });
  return content && { ...content, bytes: end - start, range: { start, total: size }, ...said };
}

/**
 * Gives up with the signal: a mount that hangs would hold the request for as long. What comes of
 * the work later is thrown away.
 */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => {
    work.then(discard, () => {});
    stopped.reject(new Failure("ETIMEDOUT", "The folder of an origin did not answer in time"));
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function discard(late: unknown): void {
  if (typeof late !== "object" || late === null || !("body" in late)) return;
  (late as Fetched).body.cancel().catch(() => {});
}
