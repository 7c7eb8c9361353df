import { Failure } from "../failure.ts";
import { parameters, type Step, type Transformation } from "../url/parameters.ts";
import type { Size } from "./geometry.ts";
import type { Header } from "./header.ts";

/** Formats that can be written. */
export type OutputFormat = "jpeg" | "png" | "webp" | "avif";

/** How the finished picture is encoded; `quality` is 1 to 100 and means nothing to PNG. */
export interface Output {
  format: OutputFormat;
  quality: number;
}

/** ImageKit's default quality. */
const defaultQuality = 80;

/** The longest side each format can hold. */
const longestSide: Record<OutputFormat, number> = {
  jpeg: 65_535,
  png: 65_535,
  webp: 16_383,
  avif: 65_535,
};

export const mediaTypes: Record<OutputFormat, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
};

/**
 * Formats beside JPEG and PNG that a client accepts, best first. `Accept` has no end of spellings;
 * this is all of it that reaches a cache key.
 */
export function acceptedFormats(accept: string | null, allowed: readonly string[]): OutputFormat[] {
  return (["avif", "webp"] as const).filter(
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

/** Whether the output format is left to the client's `Accept`. */
export function followsAccept(transformation: Transformation): boolean {
  const format = lastOf(transformation, "format");
  return format === undefined || format === "auto";
}

/** Chooses format and quality. The last step that names one decides. Pure. */
export function chooseOutput(
  transformation: Transformation,
  header: Header,
  alpha: boolean,
  size: Size,
  { accepted, convertTo }: { accepted: readonly OutputFormat[]; convertTo?: string | undefined },
): Output {
  const ofPath = convertTo === undefined ? undefined : parameters.f.kind.parse(convertTo);
  const wish = lastOf(transformation, "format") ?? ofPath ?? "auto";
  const plain = alpha || header.format === "png" || header.format === "gif" ? "png" : "jpeg";
  const candidates = [...wished(wish, header, accepted), plain] as const;
  const fits = (format: OutputFormat) => Math.max(size.width, size.height) <= longestSide[format];
  return {
    // PNG and JPEG hold every size that a plan allows, so one always fits.
    format: candidates.find(fits) ?? plain,
    quality: lastOf(transformation, "quality") ?? defaultQuality,
  };
}

function wished(
  wish: NonNullable<Step["format"]>,
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
      return header.format === "gif" ? [] : [header.format];
    case "gif":
    case "svg":
      throw new Failure("ENOTSUP", `\`f-${wish}\` is not supported`);
    default:
      return [wish];
  }
}

function lastOf<K extends keyof Step>(transformation: Transformation, key: K): Step[K] | undefined {
  return transformation.findLast((step) => step[key] !== undefined)?.[key];
}
