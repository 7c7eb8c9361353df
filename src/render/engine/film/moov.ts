import { type FileHandle, open } from "node:fs/promises";

/** Boxes at the top of a file, among which its index is looked for. */
const mostBoxes = 16;
/** The index of some hours of video. */
const mostMoovBytes = 8 * 1024 * 1024;
const boxHeaderBytes = 16;

/** The index of an MP4 file, and the length of the whole; undefined where it is not easily found. */
export async function moovOf(file: string): Promise<{ moov: Buffer; bytes: number } | undefined> {
  const handle = await open(file);
  try {
    const { size: bytes } = await handle.stat();
    let at = 0;
    for (let i = 0; i < mostBoxes; i += 1) {
      const header = await readBytes(handle, at, boxHeaderBytes);
      if (header.length < boxHeaderBytes) return undefined;
      const short = header.readUInt32BE(0);
      const length = short === 1 ? Number(header.readBigUInt64BE(8)) : short;
      if (length < 8 || at + length > bytes) return undefined;
      if (header.toString("latin1", 4, 8) === "moov") {
        if (short === 1 || length > mostMoovBytes) return undefined;
        return { moov: await readBytes(handle, at + 8, length - 8), bytes };
      }
      at += length;
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Those of a place in a file; fewer where it ends. */
export async function readBytes(handle: FileHandle, from: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, from);
  return buffer.subarray(0, bytesRead);
}
