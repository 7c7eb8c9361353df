import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { realPathHere, realPathOf } from "./real-path.ts";

/** What the origins of this process may read of the machine that it runs on. */
interface Permissions {
  /** The data folder: configuration, keys, cache. No origin ever reads it. */
  data?: string;
  /** Names of variables that `env:` may read; `*` stands for anything. All by default. */
  env?: readonly string[] | undefined;
  /** Folders below which local folders may lie. All by default. */
  folders?: readonly string[] | undefined;
}

/** Set once, before anything is opened: they belong to the process as its environment does. */
let permitted: Permissions = {};

export function permit(permissions: Permissions): void {
  permitted = permissions;
}

/** Whether `env:NAME` may be read. The server's own variables are for the server alone. */
export function mayReadVariable(name: string): boolean {
  if (name.toUpperCase().startsWith("TINTYPE_")) return false;
  return permitted.env?.some((pattern) => matches(name, pattern)) ?? true;
}

function matches(name: string, pattern: string): boolean {
  const [start = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return name === pattern;
  const end = rest.at(-1) ?? "";
  return name.startsWith(start) && name.endsWith(end) && name.length >= start.length + end.length;
}

/**
 * Tells of real paths whether they may be read now: outside of the data folder, below a folder that
 * is allowed.
 */
export async function readablePaths(): Promise<(real: string) => boolean> {
  const { data, folders } = permitted;
  // The server writes to its data folder all the time: that is no mount that hangs.
  const closed = data === undefined ? undefined : realSync(data);
  const allowed = folders === undefined ? undefined : await Promise.all(folders.map(realPathHere));
  return (real) =>
    !(closed !== undefined && isInside(closed, real)) &&
    !isMadeUp(real) &&
    (allowed?.some((folder) => isInside(folder, real)) ?? true);
}

/** Why no origin may serve a folder, in words; undefined where it may. EINVAL where its disk does not answer. */
export async function refusalOf(path: string): Promise<string | undefined> {
  const { data, folders } = permitted;
  const real = await realPathOf(path);
  if (data !== undefined && isInside(realSync(data), real)) return "it lies in the data folder";
  if (isMadeUp(real)) return "the system makes it up, and tells of its processes there";
  if (folders === undefined) return undefined;
  const allowed = await Promise.all(folders.map(realPathOf));
  return allowed.some((folder) => isInside(folder, real))
    ? undefined
    : "it lies below none of the folders of --allow-folders";
}

/** What the system makes up, the server's own environment and memory among it. */
const madeUp = ["/proc", "/sys"];

function isMadeUp(real: string): boolean {
  return madeUp.some((folder) => isInside(folder, real));
}

/** Whether `path` is `folder` or lies below it. Both real. */
function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function realSync(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
