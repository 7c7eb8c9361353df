import { createReadStream } from "node:fs";
import { open, truncate } from "node:fs/promises";
import { fingerprint } from "../compare/fingerprint.ts";

/** What tells whether a file is still the newest original. */
export interface State {
  /** Below the folder of the export. */
  path: string;
  key: string;
  version: string;
  bytes: number;
  /** As the listing has it. */
  etag?: string;
}

/** One file of an export. */
export interface Entry extends State {
  /** Hexadecimal, of the content. */
  sha256: string;
  /** Bytes of the file, where the object is stored compressed and so has fewer. */
  size?: number;
  /** Why the path is not the one that the key gives. */
  why?: string;
}

export interface Manifest {
  /** The file's bytes, if the last entry for this path says the same of it. */
  holds(state: State): number | undefined;
  /** Appends an entry. Whatever happens afterwards, it is there as a whole or not at all. */
  add(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the list of what an export has written: JSON, one entry a line, where the last one for a
 * path counts. A file that is not there is empty.
 * @param write false never touches the file
 */
export async function openManifest(file: string, write: boolean): Promise<Manifest> {
  /** States by path, as fingerprints: the entries themselves would take too much memory. */
  const states = new Map<number, number>();
  /** Sizes of files, where they are not those of the objects. */
  const sizes = new Map<number, number>();
  const remember = (entry: Entry) => {
    const path = pathOf(entry);
    states.set(path, stateOf(entry));
    if (entry.size === undefined) sizes.delete(path);
    else sizes.set(path, entry.size);
  };
  const { whole, broken } = await readLines(file, (line) => {
    const entry = parse(line);
    if (entry) remember(entry);
  });
  // What a kill left of a line would swallow the next one.
  if (broken && write) await truncate(file, whole);
  const handle = write ? await open(file, "a") : undefined;
  return {
    holds(state) {
      const path = pathOf(state);
      return states.get(path) === stateOf(state) ? (sizes.get(path) ?? state.bytes) : undefined;
    },
    async add(entry) {
      remember(entry);
      await handle?.appendFile(`${JSON.stringify(entry)}\n`);
    },
    close: async () => handle?.close(),
  };
}

function pathOf({ path }: { path: string }): number {
  return fingerprint(path.normalize("NFC").toLowerCase());
}

function stateOf({ path, key, version, bytes, etag }: State): number {
  return fingerprint(path, key, version, bytes, etag);
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.path === "string" ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a file line by line; says how many bytes whole lines are, and whether there is more. */
async function readLines(file: string, read: (line: string) => void) {
  let rest: Buffer = Buffer.alloc(0);
  let whole = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      for (const line of bytes.subarray(0, end).toString().split("\n")) read(line);
      whole += end;
      rest = bytes.subarray(end);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return { whole, broken: rest.length > 0 };
}
