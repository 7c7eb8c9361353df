import { createHash, timingSafeEqual } from "node:crypto";
import type { Reading } from "./path.ts";

/** What a signature covers: one reading of a path, its segments as received. */
export type SignedReading = Pick<Reading, "transformations" | "publicId" | "suffix">;

/** The hashes that a signature of so many characters may be cut from. */
const hashes: Record<number, string[]> = { 8: ["sha1", "sha256"], 32: ["sha256"] };

/**
 * Checks the signature of a Cloudinary URL: the hash, cut short, of its transformations, its public
 * id with the format, and the account's secret. Host, cloud, types, version and suffix are not
 * signed, so it has to be checked for the very reading of the path that is delivered.
 * Source: https://cloudinary.com/documentation/delivery_url_signatures
 * @param signature what stands between `s--` and `--`
 */
export function checkCloudinarySignature(
  signature: string,
  reading: SignedReading,
  secret: string,
): boolean {
  // An empty secret is everybody's.
  if (secret === "" || !/^[\w-]+$/.test(signature)) return false;
  const given = Buffer.from(signature);
  const texts = signedTexts(reading);
  // Compares with all of them, however early one fits: the time taken says nothing.
  const equal = (hashes[signature.length] ?? []).flatMap((hash) =>
    texts.map((text) => timingSafeEqual(given, hashed(hash, text + secret, signature.length))),
  );
  return equal.includes(true);
}

function hashed(hash: string, text: string, length: number): Buffer {
  return Buffer.from(createHash(hash).update(text).digest("base64url").slice(0, length));
}

/**
 * The texts that may have been signed. The vendor's libraries sign transformations as they are sent,
 * or before the spaces in them are encoded, or before all is; the oldest decode the whole text,
 * public id included, as long as there is something to decode.
 */
function signedTexts({ transformations, publicId, suffix }: SignedReading): string[] {
  const chain = transformations.join("/");
  const chains = [
    chain,
    chain.replaceAll("%20", " "),
    decodedChain(transformations, 1),
    decodedChain(transformations, 10),
  ];
  const id = publicId.join("/") + formatOf(suffix);
  const ids = [id, decodedId(id)];
  const texts = chains.flatMap((one) => ids.map((each) => (one === "" ? each : `${one}/${each}`)));
  return [...new Set(texts)];
}

/** The format stands behind a suffix, but is signed with the public id. */
function formatOf(suffix = ""): string {
  return /\.[^.]*$/.exec(suffix)?.[0] ?? "";
}

/**
 * Decoded once, where it then names the same file still: with an escape that hid behind an escape
 * it would be a name that holds a `%`, with a slash that was hidden another folder.
 */
function decodedId(id: string): string {
  const decoded = decode([id])?.[0] ?? id;
  return /%2f/i.test(id) || /%[\da-f]{2}/i.test(decoded) ? id : decoded;
}

/**
 * Decoded until it cannot be. A slash may come out of the text of a layer only: out of anything else
 * it would be one that parts the folders of the public id that was signed.
 */
function decodedChain(segments: readonly string[], times: number): string {
  let texts = segments;
  for (let left = times; left > 0; left -= 1) {
    // All or nothing: the libraries gave up where one `%` in the whole was no escape.
    const next = decode(texts);
    if (!next || next.join("/") === texts.join("/")) break;
    texts = next;
  }
  const parted = texts.some((text, i) => text.includes("/") && !isText(segments[i] as string));
  return (parted ? segments : texts).join("/");
}

const isText = (segment: string) => /(?:^|,)[lu]_(?:text|subtitles):/.test(segment);

/** Undefined when one of the texts holds a `%` that is no escape. */
function decode(texts: readonly string[]): string[] | undefined {
  try {
    return texts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
