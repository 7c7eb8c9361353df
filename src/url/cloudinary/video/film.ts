import type { Layer, PlainStep, Step } from "../../transformation.ts";
import { type UndoneParameter, undoneOnVideos } from "../../undone-on-videos.ts";
import type { Reading } from "../support.ts";

/** What a transformation makes: an image, a frame of a video, a video, or a stream. */
export type Subject = "image" | "frame" | "film" | "stream";

/**
 * Where frames that move are made. Less is done to them than to an image, and what is not done is
 * left out; those of a video that lies on another may be translucent.
 */
export type Film = "base" | "layer";

/** @param depth how deep layers lie in layers */
export function filmOf(subject: Subject, depth: number): Film | undefined {
  if (subject !== "film" && subject !== "stream") return undefined;
  return depth === 0 ? "base" : "layer";
}

const note = "is not done to videos";

/** What a value comes to, on a video. */
export function onFilm(film: Film | undefined, reading: Reading): Reading {
  if (film === undefined || !reading || "cannot" in reading) return reading;
  return isUndone(film, reading.fields) ? { cannot: note } : reading;
}

/** The same of a background, which a blurred one is only of padding. */
export function groundOnFilm(film: Film | undefined, reading: Reading, pads: boolean): Reading {
  if (film === undefined || !reading || "cannot" in reading) return reading;
  const { kind } = reading.fields.background ?? {};
  const isDone = kind === undefined || kind === "colour" || (kind === "blurred" && pads);
  return isDone ? reading : { cannot: note };
}

/** The same of a page, of which videos and their frames have one. */
export function pageOn(subject: Subject, reading: Reading): Reading {
  if (subject === "image" || !reading || "cannot" in reading) return reading;
  const { page = 1 } = reading.fields;
  const isFirst =
    page === 1 || (typeof page === "object" && "spans" in page && page.spans[0]?.from === 1);
  return isFirst ? reading : { cannot: "a video has no pages" };
}

/** Whether a video can be turned so far. */
export function turnsFilm({ rotation }: PlainStep): boolean {
  return typeof rotation !== "number" || rotation % 90 === 0;
}

/**
 * Steps that were written for images, without what is not done to a video.
 * @param left takes the keys of what is left out
 */
export function stepsOnFilm(film: Film, steps: readonly Step[], left: Set<string>): Step[] {
  return steps.map((step) => {
    if ("if" in step) {
      const { met, unmet } = step;
      return {
        ...step,
        met: stepsOnFilm(film, met, left),
        ...(unmet ? { unmet: stepsOnFilm(film, unmet, left) } : {}),
      };
    }
    const done: PlainStep = { ...step };
    for (const { key, name } of undoneIn(film, step)) {
      delete done[name];
      left.add(key);
    }
    const { layers } = step;
    if (layers) done.layers = layers.map((layer) => layerOnFilm(layer, left));
    return done;
  });
}

/** An image that lies on a video is an image: all is done to it. */
function layerOnFilm(layer: Layer, left: Set<string>): Layer {
  if (layer.kind !== "video") return layer;
  return { ...layer, steps: stepsOnFilm("layer", layer.steps, left) };
}

function undoneIn(film: Film, step: PlainStep): UndoneParameter[] {
  const { background, cropMode = "" } = step;
  const pads = cropMode.startsWith("pad");
  const isGround = groundOnFilm(film, { fields: { ...(background ? { background } : {}) } }, pads);
  return [
    ...undoneOnVideos.filter(({ name }) => isUndone(film, { [name]: step[name] })),
    ...(step.trim === undefined ? [] : [{ key: "t", name: "trim" } as const]),
    ...(turnsFilm(step) ? [] : [{ key: "rt", name: "rotation" } as const]),
    ...(isGround && "cannot" in isGround ? [{ key: "bg", name: "background" } as const] : []),
  ];
}

function isUndone(film: Film, fields: PlainStep): boolean {
  // Edges are told by pixels, which no plan of a video looks at.
  if (fields.trim !== undefined) return true;
  return undoneOnVideos.some(({ name }) => {
    if (name !== "opacity") return fields[name] !== undefined;
    return film === "base" && typeof fields.opacity === "number" && fields.opacity < 100;
  });
}
