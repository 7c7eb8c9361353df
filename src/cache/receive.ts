import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Failure } from "../failure.ts";
import { type Format, sniff, sniffedBytes } from "../formats.ts";
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
 * Of so many bytes the header is read while they are in memory. More would hold up what else the
 * server does: a renderer reads theirs.
 */
const headerReadBytes = 2 * 1024 * 1024;

/**
 * Writes a body to a pending file, hashing what comes in, and reads its header. ELIMIT for more than `maxBytes`, EUPSTREAM for
 * fewer bytes than were announced; whatever `signal` aborts with.
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
  const hash = createHash("sha256");
  const handle = await open(pending.file, "wx", 0o600).catch(async (cause) => {
    await drop();
    throw cause;
  });
  let bytes = 0;
  let start = Buffer.alloc(0);
  let pieces: Uint8Array[] = [];
  try {
    for await (const chunk of body) {
      // Not every origin's stream ends when it is told to.
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      // What an origin announces is not taken at its word: nothing is evicted for bytes that never
      // come.
      pending.allow(bytes);
      if (start.length < sniffedBytes) {
        start = Buffer.concat([start, chunk.subarray(0, sniffedBytes)]);
      }
      hash.update(chunk);
      if (readHeader && bytes <= headerReadBytes) pieces.push(chunk);
      else pieces = [];
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
  if (announced !== undefined && announced !== bytes) {
    throw new Failure("EUPSTREAM", `An origin sent ${bytes} of ${announced} bytes`);
  }
  const format = sniff(start);
  const [first, ...others] = pieces;
  const whole = first && others.length > 0 ? Buffer.concat(pieces) : first;
  const header = format && whole ? await readHeader?.(whole, format) : undefined;
  return {
    hash: hash.digest("hex").slice(0, 32),
    ...(format === undefined ? {} : { format }),
    ...(header === undefined ? {} : { header }),
  };
}
