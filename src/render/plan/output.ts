import { Failure } from "../../failure.ts";
import { type Fields, parameters } from "../../url/parameters/parameters.ts";
import type { PlainStep, Transformation } from "../../url/transformation.ts";
import type { Header } from "./header.ts";
import type { Size } from "./size.ts";

/** Formats that can be written. */
export type OutputFormat = "jpeg" | "png" | "webp" | "avif" | "jxl" | "gif";

/** How the finished picture is encoded. */
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

/** The longest side each format can hold. */
const longestSide: Record<OutputFormat, number> = {
  jpeg: 65_535,
  png: 65_535,
  webp: 16_383,
  avif: 65_535,
  jxl: 65_535,
  gif: 65_535,
};

export const mediaTypes: Record<OutputFormat, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  jxl: "image/jxl",
  gif: "image/gif",
};

/**
 * Formats beside JPEG and PNG that a client accepts, best first. `Accept` has no end of spellings;
 * this is all of it that reaches a cache key.
 */
export function acceptedFormats(accept: string | null, allowed: readonly string[]): OutputFormat[] {
  return (["avif", "jxl", "webp"] as const).filter(
    (format) => allowed.includes(format) && accepts(accept ?? "", mediaTypes[format]),
  );
}

/** Whether an `Accept` header names the type itself with a weight above 0 (RFC 9110, 12.5.1). */
function accepts(accept: string, type: string): boolean {
  return accept.split(",").some((range) => {
    const [name, ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return name === type && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}

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
  /** Whether the original moves, and nobody asked for a single frame. */
  moving: boolean;
  alpha: boolean;
  size: Size;
  accepted: readonly OutputFormat[];
  convertTo?: string | undefined;
  density?: number | undefined;
}

/** Chooses how the picture is encoded. The last step that says something decides. Pure. */
export function chooseOutput(steps: readonly PlainStep[], header: Header, given: Given): Output {
  const { moving, alpha, size, accepted, convertTo, density } = given;
  const ofPath = convertTo === undefined ? undefined : parameters.f.kind.parse(convertTo);
  const wish = lastOf(steps, "format") ?? ofPath ?? "auto";
  const plain = moving
    ? "gif"
    : alpha || header.format === "png" || header.format === "gif"
      ? "png"
      : "jpeg";
  const keepProfile = lastOf(steps, "keepProfile") ?? false;
  // ImageKit's rule: a kept profile and an unsharp mask rule AVIF out.
  const withoutAvif = keepProfile || steps.some(({ unsharp }) => unsharp);
  const candidates = [...wished(wish, header, accepted), plain] as const;
  const free = wish === "auto" || wish === "orig";
  const fits = (format: OutputFormat) =>
    Math.max(size.width, size.height) <= longestSide[format] &&
    !(withoutAvif && format === "avif") &&
    // What moves goes on moving, unless a format that cannot was asked for by name.
    !(free && moving && !moves(format));
  // PNG, JPEG and GIF hold every size that a plan allows, so one always fits.
  const format = candidates.find(fits) ?? plain;
  return {
    format,
    animated: moving && moves(format),
    // What the original has lost already cannot be bought back with bytes.
    quality: lastOf(steps, "quality") ?? Math.min(defaultQuality, header.quality ?? defaultQuality),
    lossless: lastOf(steps, "lossless") ?? false,
    progressive: lastOf(steps, "progressive") ?? false,
    keepProfile,
    keepMetadata: lastOf(steps, "keepMetadata") ?? false,
    ...(density === undefined ? {} : { density }),
  };
}

function moves(format: OutputFormat): boolean {
  return format === "gif" || format === "webp";
}

function wished(
  wish: NonNullable<Fields["format"]>,
  header: Header,
  accepted: readonly OutputFormat[],
): OutputFormat[] {
  switch (wish) {
    case "auto":
      return [...accepted];
    case "jpg":
    case "jpeg":
      return ["jpeg"];
    case "orig":
      return header.format === "tiff" || header.format === "svg" ? [] : [header.format];
    case "gif":
      // From GIF only, as ImageKit has it; anything else goes out as if nothing had been said.
      return header.format === "gif" ? ["gif"] : [...accepted];
    case "svg":
      throw new Failure("ENOTSUP", "`f-svg` is not supported");
    default:
      return [wish];
  }
}

/** The last value of a field in a list of steps. */
export function lastOf<K extends keyof PlainStep>(
  steps: readonly PlainStep[],
  key: K,
): PlainStep[K] | undefined {
  return steps.findLast((step) => step[key] !== undefined)?.[key];
}
