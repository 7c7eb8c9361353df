import { encodePath } from "../url/address.ts";
import type { OriginalPath } from "./origin.ts";

/** Which spelling of a path is a bucket's key: the decoded one, the encoded one, or both in turn. */
export type EncodeKeys = false | true | "auto";

/** The keys to look up, in order, below the folder. Pure. */
export function keySpellings(original: OriginalPath, encodeKeys: EncodeKeys = false): string[] {
  const { path, rawPath } = original;
  const encoded = encodePath(path);
  switch (encodeKeys) {
    case false:
      return [path];
    case true:
      return [encoded];
    case "auto":
      return [...new Set([path, rawPath, encoded])];
  }
}

/** A folder as a prefix of keys: `/photos/2024` as `photos/2024/`, the root as nothing. */
export function folderPrefix(prefix = ""): string {
  const folder = prefix.replace(/^\/+|\/+$/g, "");
  return folder === "" ? "" : `${folder}/`;
}

/**
 * Whether a path could end outside of its folder when a proxy on the way resolves its dots.
 * `x/../y.jpg` is a legal key and stays inside; `../y.jpg` does not.
 */
export function leavesFolder(path: string): boolean {
  let depth = 0;
  for (const segment of path.split(/[/\\]/)) {
    if (segment === "..") depth -= 1;
    else if (segment !== "." && segment !== "") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * Whether a key can be that of an object. What ends in a slash, or in dots that mean a folder, names
 * a folder; a store answers for its root, or for whatever its HTTP server makes of the dots, with a
 * listing.
 */
export function namesObject(key: string): boolean {
  const last = key.split(/[/\\]/).at(-1) ?? "";
  const dots = last.replace(/%2e/gi, ".");
  return last !== "" && dots !== "." && dots !== "..";
}
