import {
  close as closeFile,
  closeSync,
  constants,
  existsSync,
  fstat,
  open,
  read,
  readlinkSync,
  type Stats,
} from "node:fs";
import * as files from "node:fs/promises";
import { promisify } from "node:util";
import type { ByteRange } from "../byte-range.ts";
import type { Fetched } from "../origin.ts";
import { bodyOf, partOf, wholeBody } from "./body.ts";
import type { Gate } from "./gate.ts";
import { failUnlessAbsent, locate, namesFile, relativeTo, rootAt, rootOf } from "./locate.ts";
import { takeReadBuffer, wholeBytes } from "./read-buffers.ts";

/** A file that lies inside the folder, and that stays the same whatever takes its place. */
interface OpenFile {
  status: Stats;
  /** Its content, or a part of it; closes the file when that was read. Undefined where it cannot be opened any more. */
  content(gate: Gate, range?: ByteRange): Promise<Content | undefined>;
  /** Throws EACCES where its content may not be read, as it may have been before. */
  checkAccess(): Promise<void>;
  close(): Promise<void>;
}

type Content = Pick<Fetched, "body" | "release">;

/** Opens files inside a folder by their paths; undefined for what is not there. */
export type FileOpener = (path: string) => Promise<OpenFile | undefined>;

/** @param tellsPlaces whether the system tells where what was found lies */
export function createFileOpener(
  folder: string,
  tellsPlaces = process.platform === "linux" && existsSync("/proc/self/fd"),
): FileOpener {
  return tellsPlaces ? openerOnLinux(folder) : (path) => openLocated(folder, path);
}

const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;

/** Linux' `O_PATH`, on all processors that we run on: a place in the file system that is not opened. */
const O_PATH = 0o10000000;

const openWith = promisify<string, number, number>(open);
const closed = promisify<number>(closeFile);
const statusOf = promisify<number, Stats>(fstat);
const readInto = promisify(read);

/** How long the real path of a folder is believed, in milliseconds. */
const believedMilliseconds = 1_000;

/**
 * On Linux a place can be held without being opened, which not even a named pipe or a device notices,
 * and the system tells where it lies without asking the disk. That takes three steps on other threads,
 * where finding a real path, opening it and looking whether it still is the same take eight.
 */
function openerOnLinux(folder: string): FileOpener {
  let known: { root: string; at: number } | undefined;

  async function mayRead(real: string): Promise<boolean> {
    const now = performance.now();
    // What is found by the folder's own path does not lie in a root that another has replaced.
    if (known && now - known.at < believedMilliseconds) {
      if ((await rootAt(known.root)).mayRead(real)) return true;
    }
    const root = await rootOf(folder);
    known = { root: root.path, at: now };
    return root.mayRead(real);
  }

  async function statusInside(place: number): Promise<Stats | undefined> {
    const real = realPathOf(place);
    const isInside = real !== undefined && (await mayRead(real));
    return isInside ? statusOf(place).catch(failUnlessAbsent) : undefined;
  }

  return async (path) => {
    if (!namesFile(path)) return undefined;
    // Not joined: that would take `LINK/..` for the folder in which the link lies.
    const place = await openWith(`${folder}/${relativeTo(path)}`, O_PATH).catch(failUnlessAbsent);
    if (place === undefined) {
      // A folder that is missing itself is a fault.
      await rootOf(folder);
      return undefined;
    }
    // Closing what was not opened waits for no disk.
    const close = async () => closeSync(place);
    try {
      const status = await statusInside(place);
      if (status?.isFile()) {
        const checkAccess = () => checkAccessAt(place);
        return { status, content: contentAt(place, status), checkAccess, close };
      }
    } catch (error) {
      await close();
      throw error;
    }
    await close();
    return undefined;
  };
}

/** A descriptor as a path: whatever lay at a name when it was found. */
function pathOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Where a place lies; undefined where that is longer than the system tells. */
function realPathOf(place: number): string | undefined {
  try {
    return readlinkSync(pathOf(place));
  } catch (error) {
    return failUnlessAbsent(error as NodeJS.ErrnoException);
  }
}

/** Opens it: the runtimes do not agree on what they ask the system otherwise. */
async function checkAccessAt(place: number): Promise<void> {
  const file = await openToRead(place).catch(failUnlessAbsent);
  if (file !== undefined) await closed(file);
}

function openToRead(place: number): Promise<number> {
  return openWith(pathOf(place), O_RDONLY | O_NONBLOCK);
}

function contentAt(place: number, { size }: Stats): OpenFile["content"] {
  return async (gate, range) => {
    try {
      if (size < wholeBytes && !range) return await wholeOf(place, size);
      const handle = await files.open(pathOf(place), O_RDONLY | O_NONBLOCK);
      return { body: bodyWithin(handle, size, gate, range) };
    } catch (error) {
      return failUnlessAbsent(error as NodeJS.ErrnoException);
    } finally {
      closeSync(place);
    }
  };
}

function bodyWithin(handle: files.FileHandle, size: number, gate: Gate, range?: ByteRange) {
  return range ? partOf(handle, range, gate) : bodyOf(handle, size, gate);
}

async function wholeOf(place: number, size: number): Promise<Content> {
  const file = await openToRead(place);
  const { memory, release } = takeReadBuffer(size + 1);
  try {
    // One byte more tells of a file that has grown.
    const { bytesRead } = await readInto(file, memory, 0, size + 1, null);
    return { body: wholeBody(memory.subarray(0, bytesRead), release), release };
  } catch (error) {
    release();
    throw error;
  } finally {
    await closed(file);
  }
}

/** Times that a file is looked for again which was replaced just then. */
const triesAtMost = 3;

/** Opens the file that a path names, if it was still inside the folder when it was open. */
async function openLocated(folder: string, path: string): Promise<OpenFile | undefined> {
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const file = await locate(folder, path);
    const handle = file === undefined ? undefined : await openAt(file);
    if (!handle || file === undefined) return undefined;
    const status = await handle.stat();
    const isFile = status.isFile();
    if (isFile && (await isStill(handle, file))) {
      const close = () => handle.close();
      return {
        status,
        content: async (gate, range) => ({ body: bodyWithin(handle, status.size, gate, range) }),
        // It is open to be read.
        checkAccess: async () => {},
        close,
      };
    }
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
async function openAt(file: string): Promise<files.FileHandle | undefined> {
  // Devices may do something when they are opened.
  const status = await files.stat(file).catch(failUnlessAbsent);
  if (!status?.isFile()) return undefined;
  return files.open(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(failUnlessAbsent);
}

/** Whether what was opened is what was located: a folder on the way may have become a link. */
async function isStill(handle: files.FileHandle, file: string): Promise<boolean> {
  if ((await files.realpath(file).catch(() => undefined)) !== file) return false;
  const [held, named] = await Promise.all([handle.stat(), files.stat(file).catch(() => undefined)]);
  return held.ino === named?.ino && held.dev === named.dev;
}
