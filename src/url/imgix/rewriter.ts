import type { Rewritten } from "../rewriter.ts";
import type { PlainStep } from "../transformation.ts";
import { blendOf, isMode } from "./blend.ts";
import { bound } from "./bounds.ts";
import { layersOf, type MayFetch, markContent } from "./layers.ts";
import { lookOf } from "./look.ts";
import { outputOf } from "./output.ts";
import type { ImgixValues } from "./parameters.ts";
import { type ReadValues, readValues } from "./read.ts";
import { backgroundOf, type Note, padStep, sizeSteps, stepsBefore } from "./size.ts";
import { textImage, textPath } from "./text.ts";
import { colour } from "./values.ts";

/**
 * Reads the query of an imgix URL. Parameters that are none of imgix' are passed over. Never
 * throws. Pure.
 * @param mayFetch whether an origin of the endpoint may fetch a URL, for watermarks and blends
 * @param path what the query is asked of: `~text` is a text without an image
 */
export function rewriteImgix(
  query: string,
  mayFetch: MayFetch = () => false,
  path = "",
): Rewritten {
  const read = readValues(query);
  const note: Note = (name, how) => {
    for (const token of read.tokens.get(name) ?? []) {
      read.approximate.push(token);
      if (how !== "unseen") read.seen.push(token);
    }
  };
  const steps = path === textPath ? textSteps(read, note) : imageSteps(read, note, mayFetch);
  return rewritten(read, steps);
}

/** What is done to an image. */
function imageSteps(read: ReadValues, note: Note, mayFetch: MayFetch): PlainStep[] {
  const { values, fields } = bound(read.values);
  const background = backgroundOf(values, note);
  const sized = sizeSteps(values, note);
  const main = Object.assign(
    sized.at(-1) as PlainStep,
    fields,
    lookOf(values, note),
    outputOf(values, note),
  );
  if (background) main.background = background;
  const steps = [...stepsBefore(values), ...sized, ...padStep(values, background)];
  const blend = blendOf(values, mayFetch);
  const layers = [...(blend ? [blend] : []), ...layersOf(values, mayFetch, readText)];
  if (layers.length > 0) (steps.at(-1) as PlainStep).layers = layers;
  const { tokens, ignored, unsupported } = read;
  const refuse = (name: keyof ImgixValues) => unsupported.push(...(tokens.get(name) ?? []));
  if (markContent(values, mayFetch, readText) === undefined) refuse("mark");
  if (!isMode(values["blend-mode"] ?? "overlay")) refuse("blend-mode");
  if (values.blend !== undefined && !blend) {
    const isNothing = !/[./]/.test(values.blend) && colour(values.blend) === undefined;
    if (!isNothing) refuse("blend");
    else ignored.push(...(tokens.get("blend") ?? []));
  }
  return steps;
}

/** A text alone, on the image of one pixel that stands there; a PNG where no format is said. */
function textSteps({ values }: ReadValues, note: Note): PlainStep[] {
  const ground = textImage(values);
  if (!ground) return [];
  // Where a text lies that says nothing of it imgix does not tell.
  if (values["txt-align"] === undefined) note("txt");
  return [{ ...ground, crop: "force", format: "png", ...outputOf(values, note) }];
}

function readText(query: string): ImgixValues {
  return readValues(query).values;
}

function rewritten(read: ReadValues, steps: readonly PlainStep[]): Rewritten {
  const { values, ignored, unsupported, seen } = read;
  const approximate = [...new Set(read.approximate)];
  // What cannot be read imgix passes over as well.
  const invisible = unsupported.filter((token) =>
    /^(?:gif-q|chromasub|colorquant|expires)=/.test(token),
  );
  const unseen = [
    ...ignored,
    ...invisible,
    ...approximate.filter((token) => !seen.includes(token)),
  ];
  const taken = steps.filter((step) => Object.keys(step).length > 0);
  return {
    transformation: taken.length > 0 ? taken : undefined,
    ignored: [...ignored, ...unsupported],
    unsupported,
    approximate,
    ...(unseen.length === 0 ? {} : { unseen }),
    ...(values.dl === undefined ? {} : { attachment: values.dl === "" ? {} : { name: values.dl } }),
  };
}
