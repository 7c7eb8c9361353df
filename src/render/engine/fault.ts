import { Failure } from "../../failure.ts";
import { complaints, outOfMemory } from "./complaints.ts";
import { EncodingError } from "./encoding/encode.ts";
import type { Engine } from "./engine.ts";
import { heldMemory } from "./memory/held.ts";

/**
 * Decoders as they name themselves in messages, and the calls that open a file with one. Some share
 * their name with an encoder, whose errors are known by their type. A source is what a decoder reads
 * from: it complains of places beyond the end of the file.
 */
const decoders =
  /^(?:VipsJpeg|(?:vips)?png|spng|webp|gif|nsgif|heif|jxlload|tiff|TIFF|exif|icc_|source: |unable to call (?:(?:jpeg|png|webp|gif|heif|jxl|tiff)load|icc_))/im;

/**
 * What libvips says when it fails without a reason. Its cache of tiles does: where the decoder below
 * it gives up, a line on standard error says at which tile, and the decoder's own words are lost.
 */
const silent = /^unable to (?:copy to memory|write to memory|call \w+)\s*$/;

/** What libvips says of whole files that it has no reader for: samples of 4 or 12 bits, and the like. */
const unknownKind =
  /^tiff2vips: (?:.*not a whole number of bytes|samples out of range|unsupported .*|unknown .*)$/m;

/** A process that holds no more than this, half of what libvips may take, has memory left. */
const roomyBytes = 512 * 1024 * 1024;

/** Before a job: what earlier ones have left behind says nothing about it. */
export function forgetComplaints(vips: Engine): void {
  if (complaints.count > 0) clearMessages(vips);
  complaints.count = 0;
  complaints.outOfMemory = false;
}

/** Messages of what a decoder has tolerated stay until something throws, and are told with that. */
function clearMessages(vips: Engine): void {
  using dot = vips.Image.black(1, 1);
  try {
    dot.crop(1, 1, 1, 1).delete();
  } catch {
    // That was the purpose.
  }
}

/** What was thrown while a job was done, as an answer, and whether the process can be relied on. */
interface Fault {
  failure: Failure;
  /** Whether the fault may be the process's own: another one has to try before it is believed. */
  suspect: boolean;
}

/**
 * Judges what was thrown. A decoder's verdict is about the file; everything else, lack of memory
 * above all, is about us, and leaves an engine that cannot be relied on any more.
 */
export function judge(thrown: unknown): Fault {
  const cause = thrown instanceof EncodingError ? thrown.cause : thrown;
  const starved = complaints.outOfMemory || outOfMemory.test(messageOf(cause));
  if (starved && !(thrown instanceof Failure && thrown.code !== "EFORMAT")) {
    const message = "The image needs more memory than there is to make it";
    return { failure: new Failure("ELIMIT", message, { cause: thrown }), suspect: true };
  }
  if (thrown instanceof Failure) return { failure: thrown, suspect: false };
  if (thrown instanceof EncodingError) {
    const message = "The image could not be encoded";
    return {
      failure: new Failure("EINTERNAL", message, { cause: thrown.cause }),
      suspect: true,
    };
  }
  if (decoders.test(messageOf(thrown))) {
    const message = unknownKind.test(messageOf(thrown))
      ? "Cannot decode the image: files of its kind are not supported"
      : "Cannot decode the image: it is damaged";
    return { failure: new Failure("EFORMAT", message, { cause: thrown }), suspect: false };
  }
  if (silent.test(messageOf(cause))) {
    const message = "Cannot decode the image: a part of it cannot be read";
    // Lack of memory would be as silent: a fresh process has enough, and its word counts.
    const suspect = heldMemory() > roomyBytes;
    return { failure: new Failure("EFORMAT", message, { cause: thrown }), suspect };
  }
  const message = "The image could not be made";
  return { failure: new Failure("EINTERNAL", message, { cause: thrown }), suspect: true };
}

/** The message of what was thrown; libvips' exceptions hold the name of their type before it. */
export function messageOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  if (Array.isArray(message)) return message.slice(1).join("\n");
  return typeof message === "string" ? message : String(thrown);
}
