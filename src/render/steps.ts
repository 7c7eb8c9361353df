import type { Engine, Image } from "./engine.ts";
import type { Operation, OperationOf } from "./operations.ts";
import { arc } from "./steps/arc.ts";
import { blur } from "./steps/blur.ts";
import { border } from "./steps/border.ts";
import { cartoon } from "./steps/cartoon.ts";
import { castShadow } from "./steps/cast-shadow.ts";
import { clear } from "./steps/clear.ts";
import { colorize } from "./steps/colorize.ts";
import { contrast } from "./steps/contrast.ts";
import { curve } from "./steps/curve.ts";
import { dither } from "./steps/dither.ts";
import { fade } from "./steps/fade.ts";
import { gradient } from "./steps/gradient.ts";
import { grayscale } from "./steps/grayscale.ts";
import { ground } from "./steps/ground.ts";
import { hue } from "./steps/hue.ts";
import { level } from "./steps/level.ts";
import { lighten } from "./steps/lighten.ts";
import { mix } from "./steps/mix.ts";
import { noise } from "./steps/noise.ts";
import { opacity } from "./steps/opacity.ts";
import { orient } from "./steps/orient.ts";
import { outline } from "./steps/outline.ts";
import { oval } from "./steps/oval.ts";
import { pad } from "./steps/pad.ts";
import { paint } from "./steps/paint.ts";
import { perspective } from "./steps/perspective.ts";
import { pixelate } from "./steps/pixelate.ts";
import { replace } from "./steps/replace.ts";
import { resize } from "./steps/resize.ts";
import { rotate } from "./steps/rotate.ts";
import { round } from "./steps/round.ts";
import { shadow } from "./steps/shadow.ts";
import { sharpen } from "./steps/sharpen.ts";
import { shear } from "./steps/shear.ts";
import { threshold } from "./steps/threshold.ts";
import { tint } from "./steps/tint.ts";
import { unsharp } from "./steps/unsharp.ts";
import { vibrance } from "./steps/vibrance.ts";
import { vignette } from "./steps/vignette.ts";

/** What a picture alone is enough for; a layer needs another one, see steps/layer.ts. */
type Alone = Exclude<Operation["do"], "layer">;

/** Carries out one operation; gives a new picture and leaves the given one to its owner. */
export type Step<K extends Alone> = (
  image: Image,
  operation: OperationOf<K>,
  vips: Engine,
) => Image;

/** What each operation of a plan does to a picture. */
const steps: { [K in Alone]: Step<K> } = {
  resize,
  crop: (image, { left, top, width, height }) => image.crop(left, top, width, height),
  attend: (image, { width, height }) =>
    image.smartcrop(width, height, { interesting: "attention" }),
  pad,
  orient,
  grayscale,
  contrast,
  curve,
  level,
  mix,
  lighten,
  vibrance,
  hue,
  tint,
  sharpen,
  unsharp,
  blur,
  pixelate,
  paint,
  cartoon,
  noise,
  dither,
  vignette,
  clear,
  threshold,
  colorize,
  replace,
  gradient,
  shadow,
  perspective,
  arc,
  rotate,
  shear,
  flip: (image, { horizontal, vertical }) => {
    if (horizontal && vertical) return image.rot("d180");
    return image.flip(horizontal ? "horizontal" : "vertical");
  },
  border,
  round,
  oval,
  fade,
  outline,
  castShadow,
  opacity,
  ground,
};

/** These read their picture once; for the others it is finished first, not made several times. */
const streaming: ReadonlySet<Operation["do"]> = new Set(["resize", "crop", "orient", "flip"]);

export function perform(vips: Engine, image: Image, operation: Operation): Image {
  if (operation.do === "layer") throw new Error("A layer's picture has to be drawn first");
  const step = steps[operation.do] as Step<Alone>;
  if (streaming.has(operation.do)) return step(image, operation as never, vips);
  using finished = image.copyMemory();
  return step(finished, operation as never, vips);
}
