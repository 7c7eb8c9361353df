import type { FileHandle } from "node:fs/promises";
import type { ByteRange } from "../byte-range.ts";
import type { Gate } from "./gate.ts";

/** Bytes that are read in one go: each read is a way to another thread and back. */
const pieceBytes = 1024 * 1024;

/**
 * The content of an open file, from its start; closes the file when all was read or no more is wanted.
 * @param bytes how long it should be; when it is longer, all of it comes
 * @param gate a mount may hang in the middle of a file, too
 */
export function bodyOf(handle: FileHandle, bytes: number, gate: Gate): ReadableStream<Uint8Array> {
  let left = bytes;
  const close = () => gate(() => handle.close());
  return new ReadableStream<Uint8Array>({
    async pull(stream) {
      try {
        // One byte more: where that is not there, the file is at its end.
        const wanted = Math.min(Math.max(left, 0) + 1, pieceBytes);
        const piece = Buffer.allocUnsafeSlow(wanted);
        const { bytesRead } = await gate(() => handle.read(piece, 0, wanted, null));
        left -= bytesRead;
        if (bytesRead > 0) stream.enqueue(piece.subarray(0, bytesRead));
        if (bytesRead === wanted) return;
        await close();
        stream.close();
      } catch (error) {
        await close();
        throw error;
      }
    },
    cancel: close,
  });
}

/**
 * A content that was read already.
 * @param dropped hears that it is not wanted
 */
export function wholeBody(bytes: Uint8Array, dropped: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(stream) {
      if (bytes.length > 0) stream.enqueue(bytes);
      stream.close();
    },
    cancel: dropped,
  });
}

/** A part of an open file; closes it as well. Fewer bytes come of a file that became shorter. */
export function partOf(
  handle: FileHandle,
  { start, end }: ByteRange,
  gate: Gate,
): ReadableStream<Uint8Array> {
  const close = () => gate(() => handle.close());
  let at = start;
  return new ReadableStream<Uint8Array>({
    async pull(stream) {
      try {
        const wanted = Math.min(end - at, pieceBytes);
        const piece = Buffer.allocUnsafeSlow(wanted);
        const { bytesRead } = await gate(() => handle.read(piece, 0, wanted, at));
        at += bytesRead;
        if (bytesRead > 0) stream.enqueue(piece.subarray(0, bytesRead));
        if (bytesRead > 0 && at < end) return;
        await close();
        stream.close();
      } catch (error) {
        await close();
        throw error;
      }
    },
    cancel: close,
  });
}
