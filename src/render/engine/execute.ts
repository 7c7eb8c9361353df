import { Failure } from "../../failure.ts";
import { formatOf } from "../../formats.ts";
import type { Header } from "../plan/header.ts";
import type { Finding, Measurement } from "../plan/measurement.ts";
import type { ImagePlan, Source, TextSource } from "../plan/operations.ts";
import type { Plan } from "../plan/plan.ts";
import type { Size } from "../plan/size.ts";
import type { Files, Others } from "../pool/protocol.ts";
import { createDecodedCache } from "./decoded.ts";
import { pngOf } from "./drawing/inner-image.ts";
import type { Engine, Image } from "./engine.ts";
import { joinFrames, performOnFrames } from "./frames.ts";
import { codecOf, load, normalise, openImage } from "./load.ts";
import { findTrim } from "./measure.ts";
import { layer } from "./operations/layers/layer.ts";
import { perform } from "./operations.ts";
import { probe } from "./probe.ts";
import { noteUndrawnOf } from "./raster/raster.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";
import type { Raster } from "./text/text.ts";

/** Bytes of decoded originals that a renderer keeps. */
const decodedBytes = 160 * 1024 * 1024;
const decoded = createDecodedCache(decodedBytes);

/** Images that are alive; all of them are given back when the work is done. */
export type Keep = (image: Image) => Image;

/** What painting works with. */
interface Studio {
  vips: Engine;
  files: Files;
  keep: Keep;
  watch: Stopwatch;
  /** What waits that is made of the same original. */
  others?: Others | undefined;
}

/**
 * Decodes and runs the plan's operations in order.
 * @param begun what stands in for what the plan's source would give
 */
export function paintPlan(studio: Studio, { image, output }: Plan, begun?: Image): Promise<Image> {
  return output.animated ? animate(studio, image) : paint(studio, image, output.keepProfile, begun);
}

/** Finds out what libvips, or the fonts, tell a plan. */
export function measure(
  vips: Engine,
  files: Files,
  measurement: Exclude<Measurement, { of: "faces" | "objects" | "people" | "likeness" }>,
): Promise<Finding> {
  if (measurement.of === "text") return measureSpec(measurement.text, files);
  if (measurement.of === "page") return probePage(vips, files, measurement);
  if (measurement.of === "named pages") return findPages(files, measurement);
  const { image, threshold, edge } = measurement;
  return withImages(async (keep) => {
    const studio = { vips, files, keep, watch: createStopwatch() };
    const moving = image.source.kind === "file" && image.source.moving;
    const images = moving ? await paintFrames(studio, image) : [await paint(studio, image, false)];
    return findTrim(vips, images, threshold, edge);
  });
}

async function probePage(
  vips: Engine,
  files: Files,
  { input, page }: Measurement & { of: "page" },
): Promise<Header> {
  const { bytes, format } = await openImage(fileOf(files, input));
  return probe(vips, bytes, format, page);
}

async function findPages(
  files: Files,
  { input, names }: Measurement & { of: "named pages" },
): Promise<(number | null)[]> {
  const { bytes, format } = await openImage(fileOf(files, input));
  const { raster } = await codecOf(format);
  return names.map((name) => raster?.pageNamed?.(bytes, name) ?? null);
}

/** Gives back the images that the work keeps, when it is done. */
export async function withImages<T>(work: (keep: Keep) => Promise<T>): Promise<T> {
  const images: Image[] = [];
  try {
    return await work((image) => {
      images.push(image);
      return image;
    });
  } finally {
    for (const image of images) image.delete();
  }
}

/** Opens an image, or takes what has begun it, and does what is planned. */
async function paint(
  studio: Studio,
  { source, operations }: ImagePlan,
  keepProfile: boolean,
  begun?: Image,
): Promise<Image> {
  const { vips, keep } = studio;
  const [first, ...rest] = operations;
  const streams = first === undefined || first.do === "resize" || first.do === "crop";
  let image = begun ?? keep(await begin(studio, source, streams));
  // Greys become sRGB's: whatever is drawn on them has colours, which their profile has not.
  let convert = source.kind === "file" && source.convert && !(keepProfile && image.bands >= 3);
  // The steps know eight bits: what has more is brought down before anything is done to it, and
  // while its profile is applied, since what is spread out afterwards has too few tones.
  if (image.format !== "uchar") {
    image = keep(normalise(image, convert));
    convert = false;
  }
  if (first && streams) image = keep(perform(vips, image, first));
  if (source.kind === "file") {
    image = keep(normalise(image, convert));
  }
  const remaining = streams ? rest : operations;
  // An image that streams from its decoder can be read once, from top to bottom.
  if (remaining.length > 0 && streams) image = keep(image.copyMemory());
  for (const operation of remaining) {
    if (operation.do === "layer") {
      const upper = await paint(studio, operation.image, false);
      image = keep(layer(image, upper, operation, vips));
    } else {
      image = keep(perform(vips, image, operation));
    }
  }
  return image;
}

/** Does to all frames what the plan says, and joins them again with their times. */
async function animate(studio: Studio, image: ImagePlan): Promise<Image> {
  const { vips, keep } = studio;
  const frames = await paintFrames(studio, image);
  const joined = keep(joinFrames(vips, frames)).copy();
  keep(joined);
  joined.setInt("page-height", joined.height / frames.length);
  return joined;
}

async function paintFrames(studio: Studio, { source, operations }: ImagePlan): Promise<Image[]> {
  const { vips, files, keep } = studio;
  if (source.kind !== "file") throw new Error("Only files have frames");
  const { bytes, format } = await openImage(fileOf(files, source.input));
  const reading = { shrink: 1, page: 0, frames: -1, streams: false };
  const strip = keep(await load(vips, bytes, format, reading));
  const height = strip.pageHeight;
  let frames: Image[] = [];
  for (let top = 0; top < strip.height; top += height) {
    const frame = keep(strip.crop(0, top, strip.width, height));
    frames.push(keep(normalise(frame, source.convert)));
  }
  for (const operation of operations) {
    if (operation.do === "layer") {
      const upper = await paint(studio, operation.image, false);
      frames = frames.map((frame) => keep(layer(frame, upper, operation, vips)));
    } else {
      frames = performOnFrames(vips, frames, operation).map(keep);
    }
  }
  return frames;
}

/** Opens what an image begins with. */
async function begin(studio: Studio, source: Source, streams: boolean): Promise<Image> {
  const { vips, files, watch, others } = studio;
  switch (source.kind) {
    case "file": {
      const file = fileOf(files, source.input);
      const { shrink, page, above, raster, seeThrough } = source;
      const open = () => watch.time("read", () => openImage(file));
      const drawn = raster && (await open());
      if (drawn && formatOf(drawn.format).vector) {
        const { rasteriseSvg } = await import("./drawing/svg.ts");
        const convert = (bytes: Uint8Array) => pngOf(vips, bytes);
        const drawing = await rasteriseSvg(drawn.bytes, raster, {}, convert);
        return fromRaster(vips, drawing);
      }
      // A cached file's path stands for one content for ever; what was shrunk less is good enough.
      const keyOf = (factor: number) =>
        JSON.stringify([file, factor, page, above, raster, seeThrough]);
      const known = decoded.find([shrink, 4, 2, 1].filter((each) => each <= shrink).map(keyOf));
      if (known) {
        noteUndrawnOf(known);
        return known;
      }
      const { bytes, format } = drawn ?? (await open());
      const least = source.input === "" && others ? Math.min(shrink, others.shrink) : shrink;
      return watch.time("decode", async () => {
        const drawing = {
          ...(above ? { above } : {}),
          ...(raster ? { size: raster } : {}),
          ...(seeThrough ? { seeThrough } : {}),
        };
        const reading = { shrink: least, page, streams, ...drawing };
        const image = await load(vips, bytes, format, reading);
        noteUndrawnOf(image);
        return decoded.keep(keyOf(least), image);
      });
    }
    case "canvas": {
      const { width, height, colour } = source;
      const { red, green, blue, alpha } = colour;
      const black = vips.Image.black(width, height, { bands: 4 });
      const filled = black.linear([1, 1, 1, 1], [red, green, blue, Math.round(alpha * 255)]);
      const bytes = filled.cast("uchar");
      const result = bytes.copy({ interpretation: "srgb" });
      for (const temporary of [black, filled, bytes]) temporary.delete();
      return result;
    }
    case "text": {
      // Only a job with a text pays for the font.
      const { drawText } = await import("./text/text.ts");
      return fromRaster(vips, await drawText(specOf(source.text, files)));
    }
  }
}

function fromRaster(vips: Engine, { data, width, height }: Raster): Image {
  using image = vips.Image.newFromMemory(data, width, height, 4, vips.BandFormat.uchar);
  return image.copy({ interpretation: "srgb" });
}

async function measureSpec(spec: TextSource, files: Files): Promise<Size> {
  const { measureText } = await import("./text/text.ts");
  return measureText(specOf(spec, files));
}

function specOf({ font, standIns, ...spec }: TextSource, files: Files) {
  return {
    ...spec,
    ...(font === undefined ? {} : { font: fileOf(files, font) }),
    ...(standIns && {
      standIns: standIns.map((each) => ({ ...each, font: fileOf(files, each.font) })),
    }),
  };
}

function fileOf(files: Files, name: string): string {
  const file = files[name];
  if (file === undefined) throw new Failure("EINTERNAL", `The plan names a file that is not there`);
  return file;
}
