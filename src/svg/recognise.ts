import { inflatedStart } from "./inflate.ts";
import { encodingOf } from "./xml.ts";

/** Compressed bytes that are looked into; they become a thousand times as many at most. */
const compressedBytes = 8 * 1024;

const [blank, lessThan, lastAscii] = [0x20, 0x3c, 0x7f];

/** Whether a file of which these are the first bytes is an SVG, as far as they tell. */
export function startsAsSvg(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const start = inflatedStart(bytes.subarray(0, compressedBytes));
    return start !== undefined && startsAsSvg(start);
  }
  // Most files are of another format, and this is asked of each.
  // Marks of the encoding, which may stand before blanks, are above ASCII.
  const first = bytes.findIndex((byte) => byte > blank && byte <= lastAscii);
  if (!bytes.subarray(first, first + 8).includes(lessThan)) return false;
  const text = new TextDecoder(knownEncoding(bytes)).decode(bytes);
  return rootOf(text) === "svg";
}

/** What is written in an encoding that is not known has its names in ASCII at least. */
function knownEncoding(bytes: Uint8Array): string {
  const name = encodingOf(bytes);
  return name.startsWith("utf-16") ? name : "latin1";
}

const byteOrderMark = /^(?:\ufeff|\xef\xbb\xbf)/;
const root = /<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>]|$)/y;

/** The local name of the first element, after all that may stand before it. */
function rootOf(text: string): string | undefined {
  let at = byteOrderMark.exec(text)?.[0].length ?? 0;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at += 1;
    const end = endOfProlog(text, at);
    if (end === undefined) break;
    at = end;
  }
  root.lastIndex = at;
  return root.exec(text)?.[1];
}

/** Where a comment, an instruction or a document type that begins here ends; undefined at others. */
function endOfProlog(text: string, at: number): number | undefined {
  const after = (mark: string) => {
    const found = text.indexOf(mark, at);
    return found < 0 ? text.length : found + mark.length;
  };
  if (text.startsWith("<!--", at)) return after("-->");
  if (text.startsWith("<?", at)) return after("?>");
  if (!/^<!doctype/i.test(text.slice(at, at + 9))) return undefined;
  const close = after(">");
  // Entities are declared between brackets.
  if (!text.slice(at, close).includes("[")) return close;
  const end = /\]\s*>/g;
  end.lastIndex = at;
  return end.exec(text) ? end.lastIndex : text.length;
}
