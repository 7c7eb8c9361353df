import { pipeline, type Readable, type Transform } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";
import { Failure } from "../failure.ts";

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * What stands in `Content-Encoding` and changes no byte. `aws-chunked` is how an object was sent to
 * its store; the rest are charsets and transfer encodings that uploaders write there by mistake.
 */
const unchanged = [
  "",
  "identity",
  "none",
  "aws-chunked",
  "binary",
  "8bit",
  "utf-8",
  "utf8",
  "base64",
];

/** More than servers stack. */
const codingsAtMost = 4;

/**
 * What undoes the codings of a body, the last applied first; empty where there is nothing to undo.
 * Throws EUPSTREAM naming a coding that cannot be undone: its bytes are not what their type says.
 */
export function decodersOf(contentEncoding: string | undefined): Transform[] {
  const codings = (contentEncoding ?? "")
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => !unchanged.includes(coding))
    .reverse();
  if (codings.length > codingsAtMost) {
    throw new Failure("EUPSTREAM", `An origin encodes its answer ${codings.length} times`);
  }
  const create = codings.map((coding) => {
    if (Object.hasOwn(decoders, coding)) return decoders[coding] as () => Transform;
    const name = coding.replace(/[^\x21-\x7e]/g, "?").slice(0, 40);
    throw new Failure(
      "EUPSTREAM",
      `An origin's answer has the unknown Content-Encoding \`${name}\``,
    );
  });
  return create.map((decoder) => decoder());
}

/** A body with its codings undone; what breaks the body off breaks this off, too. */
export function decodeStream(body: Readable, decoders: readonly Transform[]): Readable {
  return decoders.reduce<Readable>((from, to) => pipeline(from, to, () => {}), body);
}
