import { type FileHandle, open } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import { type Span, withSpan } from "../../render/engine/film/span.ts";
import type { PendingFile } from "../pending-file.ts";

/** A file in the making that is as long as an original, of which some parts are there. */
export interface SparseFile {
  readonly file: string;
  /** None touches the next. */
  readonly present: readonly Span[];
  /** Writes a part. EUPSTREAM for more or fewer bytes than it is to have. */
  write(span: Span, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** All parts, in their order. */
  read(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/** Bytes that are read in one piece. */
const pieceBytes = 1024 * 1024;

/**
 * Opens a pending file as such. What is not written takes no room on the disk, and is not counted.
 * @param bytes of the original
 */
export async function openSparse(pending: PendingFile, bytes: number): Promise<SparseFile> {
  const handle = await open(pending.file, "wx+", 0o600);
  try {
    await handle.truncate(bytes);
  } catch (error) {
    await handle.close();
    throw error;
  }
  let present: Span[] = [];
  let written = 0;
  return {
    file: pending.file,
    get present() {
      return present;
    },
    async write({ start, end }, body) {
      let at = start;
      for await (const chunk of body) {
        if (at + chunk.length > end) throw unexpected();
        pending.allow(written + chunk.length);
        await handle.write(chunk, 0, chunk.length, at);
        written += chunk.length;
        at += chunk.length;
      }
      if (at !== end) throw unexpected();
      present = withSpan(present, { start, end });
    },
    async *read() {
      for (const span of present) yield* piecesOf(handle, span);
    },
    close: () => handle.close(),
  };
}

async function* piecesOf(handle: FileHandle, { start, end }: Span): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const piece = Buffer.alloc(Math.min(pieceBytes, end - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw unexpected();
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function unexpected(): Failure {
  return new Failure("EUPSTREAM", "An origin sent more or fewer bytes than it announced");
}
