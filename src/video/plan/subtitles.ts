import { Failure } from "../../failure.ts";

/** A text with the seconds between which it is to be seen. */
interface Cue {
  start: number;
  end: number;
  text: string;
}

/** Cues of a file; what is longer is no file of subtitles. */
const mostCues = 10_000;
/** Changes of what is to be seen, for each of which an image is drawn. */
const mostScenes = 1_000;
/** Characters of a text that are drawn. */
const mostCharacters = 500;

/** Hours may be left out; SRT has a comma before the thousandths, WebVTT a full stop. */
const clock = String.raw`(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?`;
const timing = new RegExp(String.raw`^\s*${clock}\s*-->\s*${clock}(?:\s.*)?$`);

/**
 * Text of a file of subtitles: UTF-16 by its mark or by the zeros of its digits, UTF-8, and where
 * none of its characters is one, Windows' code page for western Europe, in which most old files are.
 * Pure.
 */
export function decodeSubtitles(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) {
    return new TextDecoder("utf-16le").decode(bytes);
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) {
    return new TextDecoder("utf-16be").decode(bytes);
  }
  const text = new TextDecoder().decode(bytes);
  const isUtf8 = !text.includes(unreadable) || [...text].some(isOfSeveralBytes);
  return isUtf8 ? text : new TextDecoder("windows-1252").decode(bytes);
}

/** What stands for bytes that are no character. */
const unreadable = "\uFFFD";

function isOfSeveralBytes(character: string): boolean {
  return character > "\u007F" && character !== unreadable;
}

/**
 * Reads SRT and WebVTT: texts and their times, and nothing of their styles. Pure. EFORMAT for what
 * holds no text with a time. What is broken is passed over, as players do.
 */
export function parseSubtitles(text: string): Cue[] {
  const cues: Cue[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  for (let i = 0; i < lines.length; i += 1) {
    const found = timing.exec(lines[i] ?? "");
    if (!found) continue;
    const [start, end] = [secondsOf(found.slice(1, 5)), secondsOf(found.slice(5, 9))];
    const said: string[] = [];
    while (i + 1 < lines.length && !endsText(lines, i + 1)) {
      i += 1;
      said.push(lines[i] ?? "");
    }
    const plain = plainText(said.join("\n"));
    if (end <= start || plain === "") continue;
    cues.push({ start, end, text: plain });
    if (cues.length > mostCues) {
      throw new Failure("ELIMIT", `The subtitles are too long: at most ${mostCues} texts are read`);
    }
  }
  if (cues.length > 0) return cues;
  throw new Failure("EFORMAT", "The file holds no subtitles: expected SRT or WebVTT");
}

/** A text ends with an empty line, or where the next one begins with its number or its time. */
function endsText(lines: readonly string[], at: number): boolean {
  const [line = "", next = ""] = [lines[at], lines[at + 1]];
  return line.trim() === "" || timing.test(line) || (/^\s*\d+\s*$/.test(line) && timing.test(next));
}

function secondsOf([hours = "0", minutes = "0", seconds = "0", fraction = "0"]: (
  | string
  | undefined
)[]): number {
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole + Number(fraction.padEnd(3, "0")) / 1000;
}

const entities = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["nbsp", "\u00A0"],
  ["quot", '"'],
  ["apos", "'"],
  ["lrm", "\u200E"],
  ["rlm", "\u200F"],
]);

/** A character by its name or its number, as HTML has them; undefined for what is none to be seen. */
function characterOf(reference: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([\da-f]+)|(\d+))$/i.exec(reference) ?? [];
  if (hex === undefined && decimal === undefined) return entities.get(reference);
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isSeen = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isSeen ? String.fromCodePoint(code) : undefined;
}

/** Without the marks of both formats: `<i>`, `<v Name>`, `<00:01.000>`, `{\an8}`. */
function plainText(text: string): string {
  return text
    .replace(/<[^<>]{0,200}>/g, "")
    .replace(/\{\\[^{}]{0,200}\}/g, "")
    .replace(/&(#?\w{2,8});/g, (whole, reference) => characterOf(reference) ?? whole)
    .trim()
    .slice(0, mostCharacters)
    .replace(/[\uD800-\uDBFF]$/, "");
}

/**
 * What is to be seen one after the other of a part of a video, and for how many seconds each; an
 * empty text is none. Cues at the same time are shown below each other. ELIMIT for too many.
 */
export function scenesOf(
  cues: readonly Cue[],
  { start, seconds }: { start: number; seconds: number },
): { seconds: number; text: string }[] {
  const [first, last] = [inMilliseconds(start), inMilliseconds(start + seconds)];
  const seen = cues
    .map((cue) => ({
      from: inMilliseconds(cue.start),
      to: inMilliseconds(cue.end),
      text: cue.text,
    }))
    .filter(({ from, to }) => to > first && from < last);
  const moments = new Set([first, last]);
  for (const { from, to } of seen) {
    moments.add(Math.max(first, from));
    moments.add(Math.min(last, to));
  }
  const order = [...moments].toSorted((a, b) => a - b);
  if (order.length > mostScenes) {
    const message = `The subtitles change too often: at most ${mostScenes} times are drawn`;
    throw new Failure("ELIMIT", message);
  }
  return order.slice(1).map((until, i) => {
    const since = order[i] ?? 0;
    const shown = seen.filter(({ from, to }) => from <= since && to >= until);
    return { seconds: (until - since) / 1000, text: shown.map(({ text }) => text).join("\n") };
  });
}

/** As the files have them: sums of fractions would leave moments of no length between two texts. */
function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
