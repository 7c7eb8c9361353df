import { Failure } from "../../../failure.ts";
import type { LayerTimes } from "../../../url/parameters/layer.ts";
import { type Layer, plainSteps } from "../../../url/transformation.ts";
import { colourOf } from "../../engine/colour.ts";
import type { Context } from "../context.ts";
import type { Header } from "../header.ts";
import { partOf, toMilliseconds } from "../moment.ts";
import { black, type Film, type LayerOperation, transparent } from "../operations.ts";
import { lastOf } from "../output.ts";
import { exactly } from "../resolve-expressions.ts";
import type { State } from "../step.ts";
import { textSource } from "../text/plan-text.ts";

/** What a client is told that asks for it on an image. */
export function onVideosOnly(layer: string): Failure {
  return new Failure("ENOTSUP", `\`${layer}\` is laid on videos, and an image is made here`);
}

/**
 * When a layer is seen on a video, and what of it where it is a video itself. An image shows all of
 * its layers. EINVAL for an end that is not behind the start.
 */
export function timed(
  times: LayerTimes,
  film: Film | undefined,
  { seconds, cutLater }: Context,
): Pick<LayerOperation, "time" | "film"> {
  if (seconds === undefined) return {};
  const known = { bdu: seconds, ...(film ? { idu: film.seconds } : {}) };
  const read = (key: string, value: LayerTimes["start"]) =>
    value === undefined ? undefined : toMilliseconds(Math.max(0, exactly(key, value, known)));
  const start = read("lso", times.start) ?? 0;
  const length = read("ldu", times.duration);
  const end = read("leo", times.end) ?? (length === undefined ? undefined : start + length);
  if (end !== undefined && end <= start) {
    throw new Failure("EINVAL", "Cannot time the layer: its end is not behind its start");
  }
  const begin = toMilliseconds(start - cutLater);
  const isAlways = (film ? begin === 0 : begin <= 0) && end === undefined;
  const time = isAlways
    ? {}
    : {
        time: {
          start: begin,
          ...(end === undefined ? {} : { end: toMilliseconds(end - cutLater) }),
        },
      };
  if (!film) return time;
  // What is behind the end of either video is not read.
  const shown = Math.min(film.seconds, (end ?? seconds) - start);
  return { ...time, film: { ...film, seconds: toMilliseconds(Math.max(0, shown)) } };
}

/** What a layer's own steps leave of its video. */
export function filmOf(
  { input, steps }: Extract<Layer, { kind: "video" }>,
  { film, width, height }: Header,
  { seconds: below }: Context,
): Film {
  const plain = plainSteps(steps);
  const whole = film?.seconds ?? 0;
  const { start, seconds } = partOf(plain, { seconds: whole, width, height, below });
  if (seconds <= 0 || !Number.isFinite(seconds)) {
    throw new Failure("EINVAL", `Cannot cut the layer's video: it has ${whole.toFixed(2)} seconds`);
  }
  const isHeard = film?.hasSound === true && lastOf(plain, "audioCodec") !== "none";
  return { input, start, seconds, isHeard };
}

/** Of the height of a video: the font of subtitles that say nothing of it. */
const fontShare = 1 / 20;

/** Lays subtitles on a video; where each text lies is decided when its size is known. */
export function addCaptions(
  { input, style, placement }: Extract<Layer, { kind: "subtitles" }>,
  base: State,
  context: Context,
): State {
  if (context.seconds === undefined) throw onVideosOnly("l-subtitles");
  const { outline, shadow, background, ...plain } = style;
  const { width, height } = base.size;
  const textStyle = {
    fontSize: Math.max(1, Math.round(height * fontShare)),
    colour: { red: 255, green: 255, blue: 255, opacity: 100 },
    width: Math.max(1, Math.round(width * 0.9)),
    ...(background ? { padding: [Math.round(height / 90), Math.round(height / 60)] } : {}),
    ...plain,
  };
  const scenes = (context.scenes.get(input) ?? []).map(({ seconds, text }) =>
    text === "" ? { seconds } : { seconds, text: textSource(text, textStyle, base.size, context) },
  );
  // Letters on a background of their own need no line around them.
  const usual = background ? 0 : Math.max(1, Math.round(height / 360));
  const ink = outline
    ? { pixels: outline.pixels, colour: colourOf(outline.colour) }
    : { pixels: usual, colour: black };
  const operation: LayerOperation = {
    do: "layer",
    image: { source: { kind: "canvas", ...base.size, colour: transparent }, operations: [] },
    left: 0,
    top: 0,
    mode: "over",
    x: 0,
    y: 0,
    ...timed(placement, undefined, context),
    captions: {
      placement,
      scenes,
      outline: ink,
      ...(background ? { background: colourOf(background) } : {}),
      ...(shadow ? { shadow: { pixels: shadow.pixels, colour: colourOf(shadow.colour) } } : {}),
    },
  };
  return { ...base, operations: [...base.operations, operation] };
}
