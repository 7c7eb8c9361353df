import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Span } from "../../render/engine/film/span.ts";
import type { PendingFile } from "../pending-file.ts";

/**
 * Writes parts one behind the other, and their version last: the file's hash tells it from that of
 * others whose parts are the same.
 */
export async function writePacked(
  { file, allow }: PendingFile,
  parts: AsyncGenerator<Uint8Array>,
  etag: string,
): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(file, "wx", 0o600);
  let written = 0;
  const write = async (bytes: Uint8Array) => {
    written += bytes.length;
    allow(written);
    hash.update(bytes);
    await handle.write(bytes);
  };
  try {
    for await (const part of parts) await write(part);
    await write(Buffer.from(etag));
  } finally {
    await handle.close();
  }
  return hash.digest("hex").slice(0, 32);
}

/** Gives each part that was written so to `take`, in their order. */
export async function readPacked(
  file: string,
  parts: readonly Span[],
  take: (span: Span, body: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const handle = await open(file);
  try {
    let at = 0;
    for (const { start, end } of parts) {
      const last = at + end - start - 1;
      const stream = handle.createReadStream({ start: at, end: last, autoClose: false });
      await take({ start, end }, stream);
      at += end - start;
    }
  } finally {
    await handle.close();
  }
}
