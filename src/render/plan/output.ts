import { Failure } from "../../failure.ts";
import {
  formatNamed,
  formatOf,
  formats,
  isOutputFormat,
  type OutputFormat,
} from "../../formats.ts";
import type { AutoQuality } from "../../url/parameters/auto-quality.ts";
import { type Fields, parameters } from "../../url/parameters/parameters.ts";
import type { PlainStep, Transformation } from "../../url/transformation.ts";
import { usualQuality } from "./auto-quality.ts";
import type { Header } from "./header.ts";
import type { Size } from "./size.ts";

/** How the finished image is encoded. */
export interface Output {
  format: OutputFormat;
  /** 1 to 100; means nothing to PNG and GIF. */
  quality: number;
  lossless: boolean;
  progressive: boolean;
  /** What of the original's description goes along. */
  keepProfile: boolean;
  keepMetadata: boolean;
  /** Dots per inch; absent leaves it to the format. */
  density?: number;
  /** All frames of an animation instead of one. */
  animated: boolean;
  /** Whether it is a still of an original that moves, and no frame of it was asked for. */
  stopped?: true;
  /** What it lacks. */
  undrawn?: string[];
  /** Formats that the client takes as well, where it has named none: the smallest is sent. */
  alternatives?: OutputFormat[];
  /** Bytes that the rendition should not exceed, where no quality was named: those of the original. */
  atMost?: number;
  /** Whether the original itself may be sent, where it is smaller: nothing but its format was open. */
  orOriginal?: true;
  /** Whether a palette is enough: the original has one. */
  palette?: true;
}

/** ImageKit's default quality. */
const defaultQuality = 80;

/** What is asked for when nothing is. */
export const plainOutput: Output = {
  format: "jpeg",
  quality: defaultQuality,
  lossless: false,
  progressive: false,
  keepProfile: false,
  keepMetadata: false,
  animated: false,
};

/**
 * Whether the output format may be left to the client's `Accept`. Which branch of a condition is
 * taken is not known before the original is: one that leaves it open is enough.
 */
export function followsAccept(transformation: Transformation): boolean {
  const last = transformation.findLast((step) => "if" in step || step.format !== undefined);
  if (last === undefined) return true;
  if (!("if" in last)) return last.format === "auto";
  return true;
}

/** What decides the output beside the steps. */
interface Given {
  /** Whether the original moves, and the URL does not ask for a single frame. */
  moving: boolean;
  /** Whether it moves, and its frames cannot be decoded. */
  movesUnseen: boolean;
  /** Whether nothing is done to its pixels. */
  untouched: boolean;
  alpha: boolean;
  size: Size;
  accepted: readonly OutputFormat[];
  convertTo?: string | undefined;
  density?: number | undefined;
  /** What is asked for and not done. */
  undrawn: readonly string[];
  /** The quality that a level comes to for this image. */
  qualityFor(level: AutoQuality): number;
}

/** Chooses how the image is encoded. The last step that says something decides. Pure. */
export function chooseOutput(steps: readonly PlainStep[], header: Header, given: Given): Output {
  const { moving, alpha, size, accepted, convertTo, density } = given;
  const ofPath = convertTo === undefined ? undefined : parameters.f.kind.parse(convertTo);
  const asked = lastOf(steps, "format") ?? ofPath ?? "auto";
  const plain = moving
    ? "gif"
    : alpha || header.format === "png" || header.format === "gif"
      ? "png"
      : "jpeg";
  const undrawn = [formatOf(header.format).undrawn ?? [], header.lacks ?? [], given.undrawn].flat();
  const keepProfile = lastOf(steps, "keepProfile") ?? false;
  // ImageKit's rule: a kept profile and an unsharp mask rule AVIF out.
  const withoutAvif = keepProfile || steps.some(({ unsharp }) => unsharp);
  // PNG holds every side that a plan allows, so one always fits.
  const candidates = [...formatsFor(asked, header, accepted), plain, "png"] as const;
  const free = asked === "auto" || asked === "orig";
  const fits = (candidate: OutputFormat) =>
    Math.max(size.width, size.height) <= formats[candidate].longestSide &&
    !(withoutAvif && candidate === "avif") &&
    // Animations stay animated, unless a format that cannot was asked for by name.
    !(free && moving && !formats[candidate].animates);
  const format = candidates.find(fits) ?? plain;
  const animated = moving && formats[format].animates;
  const quality = lastOf(steps, "quality");
  const lossless = lastOf(steps, "lossless");
  const alternatives =
    asked === "auto" && !moving
      ? othersOf([...formatsFor(asked, header, accepted), plain], format, fits)
      : undefined;
  const isLossy = [format, ...(alternatives ?? [])].some((each) => formats[each].lossy);
  return {
    format,
    animated,
    // What the original has lost already cannot be bought back with bytes.
    quality:
      typeof quality === "number"
        ? quality
        : Math.min(chosenQuality(quality, isLossy, given), header.quality ?? 100),
    lossless: lossless ?? false,
    progressive: lastOf(steps, "progressive") ?? false,
    keepProfile,
    keepMetadata: lastOf(steps, "keepMetadata") ?? false,
    ...((moving && !animated) || given.movesUnseen ? { stopped: true as const } : {}),
    ...(undrawn.length === 0 ? {} : { undrawn }),
    ...(density === undefined ? {} : { density }),
    ...(alternatives ? { alternatives } : {}),
    ...(typeof quality !== "number" && lossless === undefined ? budgetOf(header, given) : {}),
    ...(header.palette && !moving ? { palette: true as const } : {}),
    ...(isOriginalEnough(steps, header, given, asked) ? { orOriginal: true as const } : {}),
  };
}

/** A level is worked out only where it means something. */
function chosenQuality(
  level: AutoQuality | undefined,
  isLossy: boolean,
  { moving, qualityFor }: Given,
): number {
  if (level === undefined) return defaultQuality;
  return isLossy && !moving ? qualityFor(level) : usualQuality(level);
}

function othersOf(
  candidates: readonly OutputFormat[],
  chosen: OutputFormat,
  fits: (format: OutputFormat) => boolean,
): OutputFormat[] {
  return [...new Set(candidates)].filter((format) => format !== chosen && fits(format));
}

/** More bytes than the original has are for more pixels only. */
function budgetOf({ bytes, width, height, format }: Header, { size }: Given): { atMost?: number } {
  const grows = size.width * size.height > width * height;
  return bytes === undefined || grows || formatOf(format).vector ? {} : { atMost: bytes };
}

/** Whether nothing was asked for but a format, and the original is in one that may be sent. */
function isOriginalEnough(
  steps: readonly PlainStep[],
  header: Header,
  { accepted, untouched }: Given,
  asked: string,
): boolean {
  const { format, convert, orientation } = header;
  if (!untouched || convert || orientation !== 1 || !isOutputFormat(format)) return false;
  // A quality that is chosen here leaves open what is sent, as long as it looks so.
  const leavesOpen = ([key, value]: [string, unknown]) =>
    key === "format" || (key === "quality" && typeof value !== "number");
  if (!steps.flatMap(Object.entries).every(leavesOpen)) return false;
  if (asked !== "auto" && asked !== "orig") return formatNamed(asked) === format;
  return formatOf(format).isShownByAll || accepted.includes(format) || asked === "orig";
}

function formatsFor(
  asked: NonNullable<Fields["format"]>,
  header: Header,
  accepted: readonly OutputFormat[],
): OutputFormat[] {
  if (asked === "auto") return [...accepted];
  if (asked === "orig") return isOutputFormat(header.format) ? [header.format] : [];
  const format = formatNamed(asked);
  if (!isOutputFormat(format)) throw new Failure("ENOTSUP", `\`f-${asked}\` is not supported`);
  // Anything else goes out as if nothing had been said.
  if (formatOf(format).isOnlyKept && header.format !== format) return [...accepted];
  return [format];
}

/** The last value of a field in a list of steps. */
export function lastOf<K extends keyof PlainStep>(
  steps: readonly PlainStep[],
  key: K,
): PlainStep[K] | undefined {
  return steps.findLast((step) => step[key] !== undefined)?.[key];
}
