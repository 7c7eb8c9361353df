import { constants, type Stats } from "node:fs";
import { type FileHandle, open, readlink, realpath, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { Failure } from "../../failure.ts";
import type { Fetched, Origin } from "../origin.ts";
import { readablePaths } from "../permissions.ts";
import { bodyOf } from "./body.ts";
import { type Gate, gateOf } from "./gate.ts";
import { listFolder } from "./listing.ts";

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
  return {
    id,
    name,
    // Looking again costs next to nothing, and who edits a file wants to see it.
    maxAge: 1,
    fetch: ({ path }, signal, known) => {
      const work = gate(() => fetchFile(folder, path, { known: known?.etag, gate }), signal);
      return within(signal, work);
    },
    list(wanted, signal) {
      const step: Gate = (work) => gate(work, signal);
      const list = listFolder((path) => step(() => placeOf(folder, path)), step);
      return within(signal, list(wanted));
    },
  };
}

/** Times that a file is looked for again which was replaced just then. */
const triesAtMost = 3;

async function fetchFile(
  folder: string,
  path: string,
  { known, gate }: { known: string | undefined; gate: Gate },
) {
  const found = await openInside(folder, path);
  if (!found) return undefined;
  const { handle, status } = found;
  try {
    // Nanoseconds tell two writes within one second apart.
    const etag = `"${status.size.toString(36)}-${status.mtimeMs.toString(36)}"`;
    if (known === etag) {
      await handle.close();
      return "unchanged";
    }
    return {
      body: bodyOf(handle, status.size, gate),
      bytes: status.size,
      etag,
      lastModified: status.mtime.toUTCString(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens the file that a path names, if it was still inside the folder when it was open. */
async function openInside(
  folder: string,
  path: string,
): Promise<{ handle: FileHandle; status: Stats } | undefined> {
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const file = await locate(folder, path);
    const handle = file === undefined ? undefined : await openFile(file);
    if (!handle || file === undefined) return undefined;
    const status = await handle.stat();
    const isFile = status.isFile();
    if (isFile && (await isStill(handle, file))) return { handle, status };
    await handle.close();
    if (!isFile) return undefined;
  }
  return undefined;
}

/**
 * Opens without waiting: a named pipe would hold one of the few threads that all files are read on
 * until something is written to it. A link in place of the file, which `locate` has just followed to
 * its end, is a change of this moment, and is not followed.
 */
async function openFile(file: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  // Devices may do something when they are opened.
  const status = await stat(file).catch(failUnlessAbsent);
  if (!status?.isFile()) return undefined;
  return open(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(failUnlessAbsent);
}

/** Whether what was opened is what was located: a folder on the way may have become a link. */
async function isStill(handle: FileHandle, file: string): Promise<boolean> {
  // Linux alone tells where an open file lies.
  const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
  if (opened !== undefined) return opened === file;
  if ((await realpath(file).catch(() => undefined)) !== file) return false;
  const [held, named] = await Promise.all([handle.stat(), stat(file).catch(() => undefined)]);
  return held.ino === named?.ino && held.dev === named.dev;
}

/** A folder that may be read. */
interface Root {
  /** Its real path. */
  path: string;
  /** Whether a real path may be read. */
  mayRead(real: string): boolean;
}

/** EUPSTREAM when the folder is missing, EACCES when no origin may read it. */
async function rootOf(folder: string): Promise<Root> {
  const [path, mayRead] = await Promise.all([
    realpath(folder).catch(failUnlessAbsent),
    readablePaths(),
  ]);
  if (path === undefined) throw new Failure("EUPSTREAM", "The folder of an origin is missing");
  if (!mayRead(path)) throw new Failure("EACCES", "No origin may read this folder");
  return { path, mayRead };
}

/** What lies at a path when a folder is listed: the folder itself, too. */
async function placeOf(folder: string, path: string): Promise<string | undefined> {
  return path === "" ? (await rootOf(folder)).path : locate(folder, path);
}

/** The real path of what a path names, or undefined when that is nothing inside the folder. */
async function locate(folder: string, path: string): Promise<string | undefined> {
  const segments = path.split(/[/\\]/);
  const hidden = segments.some((segment) => segment.startsWith("."));
  if (hidden || path.includes("\0") || path.endsWith("/")) return undefined;
  const root = await rootOf(folder);
  const file = await realpath(resolve(root.path, path.replace(/^\/+/, ""))).catch(failUnlessAbsent);
  const inside = file?.startsWith(root.path.endsWith(sep) ? root.path : root.path + sep);
  return file !== undefined && inside && root.mayRead(file) ? file : undefined;
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

const absent = [
  ...["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EISDIR", "EINVAL"],
  // A pipe or a socket that was put in place of the file.
  ...["ENXIO", "EAGAIN"],
];

function failUnlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (absent.includes(error.code ?? "")) return undefined;
  const denied = error.code === "EACCES" || error.code === "EPERM";
  throw denied
    ? new Failure("EACCES", "The server may not read this file", { cause: error })
    : new Failure("EUPSTREAM", "The folder of an origin cannot be read", { cause: error });
}
