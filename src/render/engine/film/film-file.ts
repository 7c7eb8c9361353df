import { type FileHandle, open } from "node:fs/promises";
import {
  CustomSource,
  Input,
  type InputFormat,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from "mediabunny";
import { Failure } from "../../../failure.ts";
import { headBytes } from "./sample-tables.ts";
import { missingOf, type Span } from "./span.ts";
import { createTableWatch } from "./table-watch.ts";

// Standard output carries the renderer's answers.
Logging.level = LogLevel.Silent;

/** Bytes of a file that one look reads: the tables of a film of three hours are 5 MB. */
const lookBytes = 64 * 1024 * 1024;
/** Bytes that are read in one piece: a key frame of 100 megapixels takes fewer. */
const pieceBytes = 32 * 1024 * 1024;
/** Bytes that are read at once, most of which are asked for next. */
const windowBytes = 64 * 1024;
/** What is kept of a file that is read whole. */
const keptBytes = 8 * 1024 * 1024;
/** How often one look asks for a piece: more, and it goes round in circles. */
const mostPieces = 50_000;

/** A file of which only some parts are there; between them are zeros. */
export interface ExcerptFile {
  present: readonly Span[];
  /** Whether zeros will do for what is not there. */
  takesZeros: boolean;
  /** What was read and is not there. */
  missing?: Span;
}

interface FilmOptions {
  /** Bytes that are read of it. */
  most?: number;
  /** Where not all of it is there: reading what is missing fails, and is noted. */
  excerpt?: ExcerptFile;
  /** What it may be. */
  formats?: readonly InputFormat[];
}

const filmFormats = [MP4, QTFF, MATROSKA, WEBM];

/**
 * Opens an MP4, QuickTime, Matroska or WebM file for some work, of which it reads the parts that are
 * needed. EFORMAT for what it is not, or is damaged; ELIMIT for one of which too much would be read.
 */
export async function withFilm<T>(
  file: string,
  work: (film: Input) => Promise<T>,
  { most = lookBytes, excerpt, formats = filmFormats }: FilmOptions = {},
): Promise<T> {
  const handle = await open(file).catch((cause) => {
    throw new Failure("EINTERNAL", "The original is gone from the cache", { cause });
  });
  try {
    const source = await sourceOf(handle, most, excerpt);
    using film = new Input({ formats: [...formats], source });
    return await work(film);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw damagedFilm(cause);
  } finally {
    await handle.close();
  }
}

export function damagedFilm(cause?: unknown): Failure {
  return new Failure("EFORMAT", "The file is damaged, or no video that can be read", { cause });
}

async function sourceOf(
  handle: FileHandle,
  most: number,
  excerpt: ExcerptFile | undefined,
): Promise<CustomSource> {
  const { size } = await handle.stat();
  const isLook = Number.isFinite(most);
  let bytesLeft = most;
  let piecesLeft = isLook ? mostPieces : Number.POSITIVE_INFINITY;
  let window = { start: 0, bytes: Buffer.alloc(0) };
  const holdsEndlessTable = createTableWatch(size);
  return new CustomSource({
    getSize: () => size,
    async read(start, end) {
      bytesLeft -= end - start;
      piecesLeft -= 1;
      if (end - start > pieceBytes || bytesLeft < 0 || piecesLeft < 0) {
        throw new Failure("ELIMIT", "Too much of the video would have to be read for this");
      }
      if (excerpt) need(excerpt, { start, end });
      if (start < window.start || end > window.start + window.bytes.length) {
        const first = Math.max(0, start - headBytes);
        const last = Math.min(size, Math.max(start + windowBytes, end + headBytes));
        const bytes = Buffer.alloc(last - first);
        await handle.read(bytes, 0, bytes.length, first);
        if (holdsEndlessTable(first, bytes)) throw damagedFilm();
        window = { start: first, bytes };
      }
      return window.bytes.subarray(start - window.start, end - window.start);
    },
    // In what is kept a damaged file may have it look again and again without asking.
    maxCacheSize: isLook ? 0 : keptBytes,
    prefetchProfile: isLook ? "none" : "fileSystem",
    // Whatever waits for it hears of it as well.
    handleUnhandledError: () => {},
  });
}

/** Notes what is missing of a span. */
function need(excerpt: ExcerptFile, wanted: Span): void {
  const missing = missingOf(excerpt.present, wanted);
  if (!missing) return;
  const { start, end } = excerpt.missing ?? missing;
  excerpt.missing = { start: Math.min(start, missing.start), end: Math.max(end, missing.end) };
  if (!excerpt.takesZeros) throw damagedFilm();
}
