import { Failure } from "../../failure.ts";
import type { Film, LayerOperation } from "../../render/plan/operations.ts";
import { squarePixels } from "./frame-filters.ts";
import type { Builder } from "./graph-builder.ts";

/** Lays an image, or images that follow each other, on the video. */
export function overlayImage(operation: LayerOperation, build: Builder): void {
  checkMode(operation);
  const { label } = build.overlay(operation);
  const base = build.label();
  const ready = build.fresh();
  build.add(`${label}format=rgba${ready}`);
  build.from(`${base}${ready}`);
  build.follow(`overlay=${operation.left}:${operation.top}${shownWhile(operation)}`);
}

/** Lays another video on the video, with what is done to its frames. */
export function overlayFilm(operation: LayerOperation, film: Film, build: Builder): void {
  checkMode(operation);
  const { image, left, top, time } = operation;
  const { input } = build.overlay(operation);
  const { stream, width, height, hasSquarePixels } = build.factsOf(film.input);
  const { start = 0 } = time ?? {};
  const base = build.label();
  const isNested = build.hasAlpha;
  build.from(`[${input}:${stream}]`);
  squarePixels(image.operations, { hasSquarePixels, width, height }, build);
  build.follow("format=rgba");
  build.hasAlpha = true;
  build.run(image.operations, { width, height });
  build.hasAlpha = isNested;
  build.follow(`setpts=PTS-STARTPTS+(${start})/TB`);
  const ready = build.label();
  build.from(`${base}${ready}`);
  build.follow(`overlay=${left}:${top}:eof_action=pass${shownWhile(operation)}`);
  if (film.isHeard && !isNested) build.hear({ input, start });
}

function checkMode({ mode, tiled }: LayerOperation): void {
  if (mode === "over" && !tiled) return;
  throw new Failure("ENOTSUP", "Layers of videos are laid over them, once: no `lm` and no `ltl`");
}

/** In the last moment of its time a layer is gone, as the next frame begins then. */
function shownWhile({ time }: LayerOperation): string {
  if (!time) return "";
  const until = time.end === undefined ? "" : `*lt(t,${time.end})`;
  return `:enable='gte(t,${time.start})${until}'`;
}
