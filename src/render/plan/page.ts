import { Failure } from "../../failure.ts";
import { formatOf, formats } from "../../formats.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import { colourOf } from "../engine/colour.ts";
import { asWanted, type Header, uprightSize } from "./header.ts";
import type { Measure } from "./measurement.ts";
import type { Source } from "./operations.ts";
import { lastOf } from "./output.ts";

/** What says nothing of the page that is drawn. */
const besidePages = [
  ...["format", "quality", "progressive", "lossless", "keepProfile", "keepMetadata", "fallback"],
];

/** Whether a document is wanted as it is: in its own format, and no page or size of it. */
export function staysDocument(transformation: Transformation, { inches }: Header): boolean {
  if (!inches || lastOf(plainSteps(transformation), "format") !== "orig") return false;
  return transformation.flatMap(Object.keys).every((key) => besidePages.includes(key));
}

/**
 * Whether a page is drawn on nothing instead of white: where the URL names a background that can be
 * seen through, and that is not what the page is padded with or turned on.
 */
function isSeenThrough(transformation: Transformation, { inches }: Header): boolean {
  if (!inches) return false;
  return plainSteps(transformation).some(
    ({ background, cropMode, rotation, shear, opacity }) =>
      background?.kind === "colour" &&
      colourOf(background.colour).alpha < 1 &&
      cropMode?.startsWith("pad") !== true &&
      rotation === undefined &&
      shear === undefined &&
      // An opacity sets that of the colour aside.
      opacity === undefined,
  );
}

/** What a URL wants of a file that has pages. */
interface WantedPage {
  /** Of the page: pages of a document have a header each, frames of an animation have one. */
  header: Header;
  source: Source & { kind: "file" };
}

/**
 * The page that a URL names of a file, or the first one.
 * @param input which of the job's files it is
 * @param first what its first page is like
 */
export function pageOf(
  transformation: Transformation,
  input: string,
  first: Header,
  measure: Measure,
): WantedPage {
  const [page = 0, ...above] = pagesOf(transformation, input, first, measure);
  const found =
    page === 0 || formats[first.format].animates
      ? first
      : { ...measure({ of: "page", input, page }), pages: first.pages };
  const header = asWanted(found, transformation);
  const isDrawn = header.inches !== undefined || formatOf(header.format).vector;
  const source: WantedPage["source"] = {
    ...{ kind: "file", input, shrink: 1, convert: header.convert, page },
    ...(above.length > 0 ? { above } : {}),
    ...(isDrawn ? { raster: uprightSize(header) } : {}),
    ...(isSeenThrough(transformation, header) ? { seeThrough: true } : {}),
  };
  return { header, source };
}

/** Counted from 1 in URLs and from 0 in files: one, or of a PSD as many as are named, the lowest first. */
function pagesOf(
  transformation: Transformation,
  input: string,
  { pages, format }: Header,
  measure: Measure,
): number[] {
  const page = lastOf(plainSteps(transformation), "page");
  if (page === undefined) return [];
  if (typeof page === "number") return [checked(page, pages) - 1];
  if ("names" in page) {
    if (format === "psd") return inOrder(pagesNamed(page.names, input, measure));
    throw new Failure("EINVAL", "`pg-name` is for layers of a PSD, and this file is none");
  }
  const [first] = page.spans;
  if (format !== "psd") return [checked(first?.from ?? 1, pages) - 1];
  return inOrder(
    page.spans.flatMap(({ from, to = pages }) => {
      const [least, most] = [Math.min(from, to), checked(Math.max(from, to), pages)];
      return Array.from({ length: most - least + 1 }, (_, i) => least + i - 1);
    }),
  );
}

function checked(page: number, pages: number): number {
  if (page <= pages) return page;
  throw new Failure("EINVAL", `Cannot read \`pg\`: expected at most ${pages}, got \`${page}\``);
}

function pagesNamed(names: readonly string[], input: string, measure: Measure): number[] {
  return measure({ of: "named pages", input, names }).map((page, i) => {
    if (page !== null) return page;
    const name = names[i]?.slice(0, 80);
    throw new Failure("EINVAL", `Cannot read \`pg\`: there is no layer \`${name}\``);
  });
}

/** Layers lie on each other as they do in their document, in whichever order they are named. */
function inOrder(pages: readonly number[]): number[] {
  return [...new Set(pages)].sort((a, b) => a - b);
}
