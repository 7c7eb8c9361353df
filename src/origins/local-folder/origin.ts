import { open, realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { Failure } from "../../failure.ts";
import type { Fetched, Origin } from "../origin.ts";
import { listFolder } from "./listing.ts";

export interface LocalFolder {
  id: string;
  name: string;
  /** Absolute path. */
  path: string;
}

/**
 * A folder of this machine. Neither `..` nor a symbolic link leads out of it; hidden files and
 * folders, whose names begin with a dot, are not served.
 */
export function localFolder({ id, name, path: folder }: LocalFolder): Origin {
  return {
    id,
    name,
    // Looking again costs next to nothing, and who edits a file wants to see it.
    maxAge: 1,
    async fetch({ path }, _signal, known) {
      const file = await locate(folder, path);
      if (file === undefined) return undefined;
      const handle = await open(file).catch(failUnlessAbsent);
      const status = await handle?.stat();
      if (!handle || !status?.isFile()) {
        await handle?.close();
        return undefined;
      }
      // Nanoseconds tell two writes within one second apart.
      const etag = `"${status.size.toString(36)}-${status.mtimeMs.toString(36)}"`;
      if (known?.etag === etag) {
        await handle.close();
        return "unchanged";
      }
      return {
        body: Readable.toWeb(handle.createReadStream()) as unknown as Fetched["body"],
        bytes: status.size,
        etag,
        lastModified: status.mtime.toUTCString(),
      };
    },
    list: listFolder((path) => (path === "" ? realpath(folder) : locate(folder, path))),
  };
}

/** The real file that a path names, or undefined when it names nothing inside the folder. */
async function locate(folder: string, path: string): Promise<string | undefined> {
  const segments = path.split(/[/\\]/);
  const hidden = segments.some((segment) => segment.startsWith("."));
  if (hidden || path.includes("\0") || path.endsWith("/")) return undefined;
  const root = await realpath(folder).catch(failUnlessAbsent);
  if (root === undefined) throw new Failure("EUPSTREAM", "The folder of an origin is missing");
  const file = await realpath(resolve(root, path.replace(/^\/+/, ""))).catch(failUnlessAbsent);
  const within = file?.startsWith(root.endsWith(sep) ? root : root + sep);
  return within ? file : undefined;
}

const absent = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EISDIR", "EINVAL"];

function failUnlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (absent.includes(error.code ?? "")) return undefined;
  const denied = error.code === "EACCES" || error.code === "EPERM";
  throw denied
    ? new Failure("EACCES", "The server may not read this file", { cause: error })
    : new Failure("EUPSTREAM", "The folder of an origin cannot be read", { cause: error });
}
