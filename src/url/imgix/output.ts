import type { Fields } from "../parameters/parameters.ts";
import type { PlainStep } from "../transformation.ts";
import type { ImgixValues } from "./parameters.ts";
import type { Note } from "./size.ts";

const formats: Record<NonNullable<ImgixValues["fm"]>, NonNullable<Fields["format"]>> = {
  jpg: "jpg",
  jpeg: "jpg",
  pjpg: "jpg",
  png: "png",
  png8: "png",
  png32: "png",
  webp: "webp",
  avif: "avif",
  jxl: "jxl",
  gif: "gif",
  blurhash: "blurhash",
  // What hardly any browser can show.
  ...{ jp2: "jpg", jxr: "jpg" },
};

/** Formats that stand in for what we do not write. */
const otherwise = ["png8", "jp2", "jxr"];

/** The quality that `auto=compress` takes where none is said, as imgix documents it. */
const compressed = 45;

/** How the image is encoded. */
export function outputOf(values: ImgixValues, note: Note): PlainStep {
  const { auto = [], fm, q, lossless, cs, dpi } = values;
  const step: PlainStep = {};
  if (fm !== undefined) {
    step.format = formats[fm];
    if (otherwise.includes(fm)) note("fm", "unseen");
    if (fm === "pjpg") step.progressive = true;
  }
  // A description of the image instead of it, whatever format is asked for besides.
  if (values.palette !== undefined)
    step.format = values.palette === "css" ? "palettecss" : "palette";
  // Asked for both, imgix takes `fm` for clients that accept nothing better.
  if (auto.includes("format") && fm !== "blurhash" && values.palette === undefined) {
    if (fm !== undefined) note("fm", "unseen");
    step.format = "auto";
  }
  if (q !== undefined) step.quality = Math.max(1, Math.round(q));
  else if (auto.includes("compress")) step.quality = compressed;
  if (auto.includes("enhance")) step.improve = 100;
  const looked = auto.some((word) => word === "enhance" || word === "redeye");
  if (auto.some((word) => word !== "format")) note("auto", looked ? undefined : "unseen");
  if (lossless !== undefined) step.lossless = lossless;
  if (values["jpg-progressive"] !== undefined) step.progressive = values["jpg-progressive"];
  if (cs === "origin") step.keepProfile = true;
  if (dpi !== undefined) step.density = dpi;
  const page = values.page ?? values.frame;
  if (page !== undefined) step.page = page;
  return step;
}
