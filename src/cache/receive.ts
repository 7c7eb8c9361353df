import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Failure } from "../failure.ts";
import { type Format, sniff, sniffedBytes } from "../formats.ts";
import type { Fetched } from "../origins/origin.ts";
import type { PendingFile } from "./pending-file.ts";

/** What was found out about a body while it came in. */
interface Receipt {
  /** The content's version. */
  hash: string;
  format?: Format;
}

/**
 * Writes a body to a pending file, hashing what comes in. ELIMIT for more than `maxBytes`, EUPSTREAM for
 * fewer bytes than were announced; whatever `signal` aborts with.
 */
export async function receive(
  { body, bytes: announced }: Fetched,
  pending: PendingFile,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
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
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
  if (announced !== undefined && announced !== bytes) {
    throw new Failure("EUPSTREAM", `An origin sent ${bytes} of ${announced} bytes`);
  }
  const format = sniff(start);
  return {
    hash: hash.digest("hex").slice(0, 32),
    ...(format === undefined ? {} : { format }),
  };
}
