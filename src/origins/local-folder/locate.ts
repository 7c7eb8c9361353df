import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { Failure } from "../../failure.ts";
import { readablePaths } from "../permissions.ts";

/** A folder that may be read. */
interface Root {
  /** Its real path. */
  path: string;
  /** Whether what has this real path lies in it, and may be read. */
  mayRead(real: string): boolean;
}

/** EUPSTREAM when the folder is missing, EACCES when no origin may read it. */
export async function rootOf(folder: string): Promise<Root> {
  const path = await realpath(folder).catch(failUnlessAbsent);
  if (path === undefined) throw new Failure("EUPSTREAM", "The folder of an origin is missing");
  return rootAt(path);
}

/** The same of a folder's real path. */
export async function rootAt(path: string): Promise<Root> {
  const isReadable = await readablePaths();
  if (!isReadable(path)) throw new Failure("EACCES", "No origin may read this folder");
  const start = path.endsWith(sep) ? path : path + sep;
  return { path, mayRead: (real) => real.startsWith(start) && isReadable(real) };
}

/** What lies at a path when a folder is listed: the folder itself, too. */
export async function placeOf(folder: string, path: string): Promise<string | undefined> {
  return path === "" ? (await rootOf(folder)).path : locate(folder, path);
}

/** The real path of what a path names, or undefined when that is nothing inside the folder. */
export async function locate(folder: string, path: string): Promise<string | undefined> {
  if (!namesFile(path)) return undefined;
  const root = await rootOf(folder);
  const file = await realpath(resolve(root.path, relativeTo(path))).catch(failUnlessAbsent);
  return file !== undefined && root.mayRead(file) ? file : undefined;
}

/** Whether a path may name a file: what is hidden is not there. */
export function namesFile(path: string): boolean {
  const segments = path.split(/[/\\]/);
  const hidden = segments.some((segment) => segment.startsWith("."));
  return !hidden && !path.includes("\0") && !path.endsWith("/");
}

/** A path without what makes it one from the root. */
export function relativeTo(path: string): string {
  return path.replace(/^\/+/, "");
}

const absent = [
  ...["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EISDIR", "EINVAL"],
  // A pipe or a socket that was put in place of the file.
  ...["ENXIO", "EAGAIN"],
];

/** For what is not there, and not that it may not be read. */
export function failUnlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (absent.includes(error.code ?? "")) return undefined;
  const denied = error.code === "EACCES" || error.code === "EPERM";
  throw denied
    ? new Failure("EACCES", "The server may not read this file", { cause: error })
    : new Failure("EUPSTREAM", "The folder of an origin cannot be read", { cause: error });
}
