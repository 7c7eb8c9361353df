import { createHash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { type FileHandle, open, writeFile } from "node:fs/promises";
import { Failure } from "../failure.ts";
import { type Format, sniff } from "../formats.ts";
import type { Fetched } from "../origins/origin.ts";
import type { Header } from "../render/plan/header.ts";
import type { PendingFile } from "./pending-file.ts";

/** Reads what is known of a body before anything is made of it; undefined where that is nothing. */
export type HeaderReader = (bytes: Uint8Array, format: Format) => Promise<Header | undefined>;

/** What was found out about a body while it came in. */
interface Receipt {
  /** The content's version. */
  hash: string;
  format?: Format;
  header?: Header;
}

interface Receiving {
  maxBytes: number;
  signal: AbortSignal;
  readHeader?: HeaderReader | undefined;
}

/**
 * So many bytes are held until a body is whole: then its header is read, and its file is written in
 * one step, where each piece would be a way to another thread and back. Of more bytes a renderer
 * reads the header, since that would hold up what else the server does.
 */
const heldBytes = 2 * 1024 * 1024;

/**
 * Writes a body to a pending file, hashing what comes in, and reads its header. ELIMIT for more than
 * `maxBytes`, EUPSTREAM for fewer bytes than were announced; whatever `signal` aborts with.
 */
export async function receive(
  { body, bytes: announced }: Fetched,
  pending: PendingFile,
  { maxBytes, signal, readHeader }: Receiving,
): Promise<Receipt> {
  const tooLarge = () =>
    new Failure("ELIMIT", `The original is too large: at most ${maxBytes} bytes are allowed`);
  // An origin that cannot even be told to stop does not hide why it was to.
  const drop = () => body.cancel().catch(() => {});
  if (announced !== undefined && announced > maxBytes) {
    await drop();
    throw tooLarge();
  }
  try {
    // Where nothing can be written, nothing has to come in.
    closeSync(openSync(pending.file, "wx", 0o600));
  } catch (cause) {
    await drop();
    throw cause;
  }
  const hash = createHash("sha256");
  let bytes = 0;
  let held: Uint8Array[] = [];
  let file: FileHandle | undefined;
  let format: Format | undefined;
  try {
    for await (const chunk of body) {
      // Not every origin's stream ends when it is told to.
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      // What an origin announces is not taken at its word: nothing is evicted for bytes that never
      // come.
      pending.allow(bytes);
      hash.update(chunk);
      held.push(chunk);
      if (bytes <= heldBytes) continue;
      const piece = joined(held);
      held = [];
      if (!file) format = sniff(piece);
      file ??= await open(pending.file, "r+");
      await file.writeFile(piece);
    }
  } finally {
    await file?.close();
  }
  if (announced !== undefined && announced !== bytes) {
    throw new Failure("EUPSTREAM", `An origin sent ${bytes} of ${announced} bytes`);
  }
  let header: Header | undefined;
  if (!file) {
    const whole = joined(held);
    await writeFile(pending.file, whole, { flag: "r+" });
    format = sniff(whole);
    if (format) header = await readHeader?.(whole, format);
  }
  return {
    hash: hash.digest("hex").slice(0, 32),
    ...(format === undefined ? {} : { format }),
    ...(header === undefined ? {} : { header }),
  };
}

/** Pieces in one; a single one as it is. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = pieces;
  return first && others.length === 0 ? first : Buffer.concat(pieces);
}
