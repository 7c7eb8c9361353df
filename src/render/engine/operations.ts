import type { Operation, OperationOf } from "../plan/operations.ts";
import type { Engine, Image } from "./engine.ts";
import { colorize } from "./operations/colour/colorize.ts";
import { colourKey } from "./operations/colour/colour-key.ts";
import { contrast } from "./operations/colour/contrast.ts";
import { curve } from "./operations/colour/curve.ts";
import { dither } from "./operations/colour/dither.ts";
import { gradient } from "./operations/colour/gradient.ts";
import { grayscale } from "./operations/colour/grayscale.ts";
import { hue } from "./operations/colour/hue.ts";
import { level } from "./operations/colour/level.ts";
import { lighten } from "./operations/colour/lighten.ts";
import { mix } from "./operations/colour/mix.ts";
import { opacity } from "./operations/colour/opacity.ts";
import { replace } from "./operations/colour/replace.ts";
import { threshold } from "./operations/colour/threshold.ts";
import { tint } from "./operations/colour/tint.ts";
import { vibrance } from "./operations/colour/vibrance.ts";
import { backdrop } from "./operations/effects/backdrop.ts";
import { blur } from "./operations/effects/blur.ts";
import { cartoon } from "./operations/effects/cartoon.ts";
import { castShadow } from "./operations/effects/cast-shadow.ts";
import { cutOut } from "./operations/effects/cut-out.ts";
import { fade } from "./operations/effects/fade.ts";
import { noise } from "./operations/effects/noise.ts";
import { paint } from "./operations/effects/paint.ts";
import { pixelate } from "./operations/effects/pixelate.ts";
import { shadow } from "./operations/effects/shadow.ts";
import { sharpen } from "./operations/effects/sharpen.ts";
import { unsharp } from "./operations/effects/unsharp.ts";
import { vignette } from "./operations/effects/vignette.ts";
import { arc } from "./operations/geometry/arc.ts";
import { border } from "./operations/geometry/border.ts";
import { orient } from "./operations/geometry/orient.ts";
import { outline } from "./operations/geometry/outline.ts";
import { oval } from "./operations/geometry/oval.ts";
import { pad } from "./operations/geometry/pad.ts";
import { perspective } from "./operations/geometry/perspective.ts";
import { resize } from "./operations/geometry/resize.ts";
import { rotate } from "./operations/geometry/rotate.ts";
import { round } from "./operations/geometry/round.ts";
import { shear } from "./operations/geometry/shear.ts";

/** What an image alone is enough for; a layer needs another one, see steps/layer.ts. */
type Alone = Exclude<Operation["do"], "layer">;

/** Carries out one operation; gives a new image and leaves the given one to its owner. */
type Step<K extends Alone> = (image: Image, operation: OperationOf<K>, vips: Engine) => Image;

/** What each operation of a plan does to an image. */
const steps: { [K in Alone]: Step<K> } = {
  resize,
  crop: (image, { left, top, width, height }) => image.crop(left, top, width, height),
  smartCrop: (image, { width, height }) =>
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
  colourKey,
  cutOut,
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
  backdrop,
};

/** These read their image once; for the others it is finished first, not made several times. */
const streaming: ReadonlySet<Operation["do"]> = new Set(["resize", "crop", "orient", "flip"]);

export function perform(vips: Engine, image: Image, operation: Operation): Image {
  if (operation.do === "layer") throw new Error("A layer's image has to be drawn first");
  const step = steps[operation.do] as Step<Alone>;
  if (streaming.has(operation.do)) return step(image, operation as never, vips);
  using finished = image.copyMemory();
  return step(finished, operation as never, vips);
}
