import { Failure } from "../../failure.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import { colourOf } from "../engine/colour.ts";
import type { Header } from "./header.ts";
import type { Measure } from "./measurement.ts";
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
export function isSeenThrough(transformation: Transformation, { inches }: Header): boolean {
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

/** Counted from 1 in URLs and from 0 in files. */
export function pageOf(
  transformation: Transformation,
  { pages, format }: Header,
  measure: Measure,
): number | undefined {
  const page = lastOf(plainSteps(transformation), "page");
  if (page === undefined) return undefined;
  if (typeof page === "object") return pageNamed(page.name, format, measure);
  if (page <= pages) return page - 1;
  throw new Failure("EINVAL", `Cannot read \`pg\`: expected at most ${pages}, got \`${page}\``);
}

function pageNamed(name: string, format: Header["format"], measure: Measure): number {
  if (format !== "psd") {
    throw new Failure("EINVAL", "`pg-name` is for layers of a PSD, and this file is none");
  }
  const page = measure({ of: "named page", name });
  if (page !== null) return page;
  throw new Failure("EINVAL", `Cannot read \`pg\`: there is no layer \`${name.slice(0, 80)}\``);
}

/** Pages of a document have a header each; frames of an animation have one. */
export function pageHeader(page: number, first: Header, measure: Measure): Header {
  return { ...measure({ of: "page", page }), pages: first.pages };
}
