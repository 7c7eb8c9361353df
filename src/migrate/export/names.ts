import { createHash } from "node:crypto";
import { fingerprint } from "../compare/fingerprint.ts";

/** Where a file goes, below the folder of the export. */
export interface Place {
  path: string;
  /** Why that is not the path which the key gives. */
  why?: string;
}

interface NamesOptions {
  /** Paths that are ours. */
  reserved: readonly string[];
  /** Whether names must suit Windows too. */
  windows: boolean;
}

/**
 * Gives each asset a path that no file system mistakes for another or for something outside: no
 * `..`, no control characters, no two that differ only in case, no file where a folder is. What has
 * to change is marked with a hash of the path it had, so that it is the same in every run. The first
 * to come has the plain name.
 */
export function createNames({ reserved, windows }: NamesOptions): (natural: string) => Place {
  const folded = (path: string) => fingerprint(path.normalize("NFC").toLowerCase());
  const files = new Set(reserved.map(folded));
  const folders = new Set<number>();

  return (natural) => {
    const names = natural.split("/");
    let why: string | undefined;
    let above = "";
    for (const [i, name] of names.entries()) {
      const last = i === names.length - 1;
      const seed = names.slice(0, i + 1).join("/");
      let safe = safeName(name, seed, windows);
      if (safe !== name) why ??= "The name is not safe in a file system";
      for (let attempt = 0; ; attempt += 1) {
        const taken = files.has(folded(above + safe));
        if (!taken && !(last && folders.has(folded(above + safe)))) break;
        why ??= reasonFor(taken, last);
        safe = marked(safeName(name, seed, windows), `${seed}\0${attempt}`);
      }
      above += safe;
      (last ? files : folders).add(folded(above));
      if (!last) above += "/";
    }
    return { path: above, ...(why === undefined ? {} : { why }) };
  };
}

function reasonFor(taken: boolean, last: boolean): string {
  if (!last) return "A file has the name of its folder";
  return taken ? "Another file has this name, but for case" : "A folder has this name";
}

/** What the common file systems take as one name, in bytes, less room for a mark. */
const longest = 240;

function safeName(name: string, seed: string, windows: boolean): string {
  let safe = name.replace(/[\p{Cc}\p{Cs}\\]/gu, "_").replace(/^(?:|\.{1,2})$/, "_");
  if (windows) {
    safe = safe.replace(/[<>:"|?*]/g, "_").replace(/[ .]$/, "_");
    if (/^(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\.|$)/i.test(safe)) safe = `_${safe}`;
  }
  const { stem, extension } = split(safe);
  if (Buffer.byteLength(safe) > longest) {
    const end = Buffer.byteLength(extension) > 20 ? "" : extension;
    const room = longest - Buffer.byteLength(end);
    // A character that is cut through decodes to the replacement character.
    safe =
      Buffer.from(stem)
        .subarray(0, room)
        .toString()
        .replace(/\uFFFD+$/, "") + end;
  }
  return safe === name ? name : marked(safe, seed);
}

function marked(name: string, seed: string): string {
  const { stem, extension } = split(name);
  const hash = createHash("sha256").update(seed).digest("hex").slice(0, 8);
  return `${stem}~${hash}${extension}`;
}

function split(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf(".");
  return dot > 0
    ? { stem: name.slice(0, dot), extension: name.slice(dot) }
    : { stem: name, extension: "" };
}
