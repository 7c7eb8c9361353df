import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress, createGzip } from "node:zlib";

/** How a file's bytes are written down on their way. */
export type Encoding = "br" | "gzip";

/** Below it there is nothing to gain; above it no client should wait for it. In bytes. */
const smallest = 1024;
const largest = 16 * 1024 * 1024;

/** Subtypes of `application` that are text, or as loose as text. */
const applications = new Set([
  ...["javascript", "json", "xml", "wasm", "x-javascript", "x-ndjson", "x-mpegurl", "rtf"],
  ...["vnd.apple.mpegurl", "dash+xml", "vnd.ms-fontobject", "x-font-ttf", "x-font-otf"],
]);

/**
 * Whether a file gets smaller by compression, so that its answer depends on `Accept-Encoding`.
 * Images, films, sounds, archives and PDF are packed as tightly as they go already.
 * @param bytes of the file as it is
 */
export function isCompressible(contentType: string, bytes: number): boolean {
  return bytes >= smallest && bytes <= largest && isLoose(contentType);
}

/**
 * The encoding in which a file is sent; undefined for none.
 * @param acceptEncoding the header; without one, the client has not said that it understands anything else
 * @param bytes of the file as it is
 */
export function encodingFor(
  acceptEncoding: string | null,
  contentType: string,
  bytes: number,
): Encoding | undefined {
  if (acceptEncoding === null || !isCompressible(contentType, bytes)) return undefined;
  return preferred(acceptEncoding);
}

function isLoose(contentType: string): boolean {
  const [type = "", subtype = ""] = (contentType.split(";")[0] ?? "")
    .trim()
    .toLowerCase()
    .split("/");
  if (/\+(?:json|xml)$/.test(subtype)) return true;
  if (type === "text") return true;
  if (type === "font") return ["ttf", "otf", "sfnt", "collection"].includes(subtype);
  if (type === "audio") return subtype === "mpegurl" || subtype === "x-mpegurl";
  return type === "application" && applications.has(subtype);
}

/**
 * What a client likes best of what there is; of equals the one that makes less of it. `identity`
 * needs no mention to be allowed, and counts only when it is mentioned (RFC 9110, 12.5.3).
 */
function preferred(acceptEncoding: string): Encoding | undefined {
  const weights = readWeights(acceptEncoding);
  const rest = weights.get("*") ?? 0;
  const br = weights.get("br") ?? rest;
  const gzip = weights.get("gzip") ?? weights.get("x-gzip") ?? rest;
  const plain = weights.get("identity") ?? 0;
  const best = Math.max(br, gzip);
  if (best === 0 || plain > best) return undefined;
  return br >= gzip ? "br" : "gzip";
}

/** What cannot be read is not wanted. */
function readWeights(acceptEncoding: string): Map<string, number> {
  const members = acceptEncoding.split(",").map((member): [string, number] => {
    const [coding = "", ...parameters] = member.split(";").map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
    return [coding, weight === undefined ? 1 : readWeight(weight)];
  });
  return new Map(members.filter(([coding]) => coding !== ""));
}

function readWeight(parameter: string): number {
  const [, value] = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(parameter) ?? [];
  return Number(value ?? 0);
}

/** Brotli's best takes fifty times as long for a tenth less; this is about as fast as gzip. */
const brotliQuality = 5;

/**
 * Writes a file anew, packed, off the main thread. Rejects when one of the two cannot be read or
 * written; the draft is gone then.
 * @param draft path of the file to make; nothing may be there
 * @returns length and strong version of what was written: SHA-256 as 32 hexadecimal digits
 */
export async function compress(
  file: string,
  encoding: Encoding,
  draft: string,
): Promise<{ bytes: number; hash: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    await pipeline(
      createReadStream(file),
      encoding === "br"
        ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } })
        : createGzip(),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(draft, { flags: "wx", mode: 0o600 }),
    );
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return { bytes, hash: hash.digest("hex").slice(0, 32) };
}
