import { type Reading, type Row, refused } from "../support.ts";
import { bare, clampedIn, level } from "../values/values.ts";
import { artEffects } from "./art.ts";
import { type EffectRow, effect } from "./effect.ts";
import { outlineEffects } from "./outline.ts";

const curve = "the vendor's curve is not published";
const service = "needs a model that knows images";
const moving = "is for videos and animations";

/** Brightness, contrast and colours. */
const tones = {
  auto_brightness: effect("Balances the brightness", curve, level("autoBrightness", [0, 100, 100])),
  auto_color: effect("Balances the colours", curve, level("autoColour", [0, 100, 100])),
  auto_contrast: effect("Balances the contrast", curve, level("autoContrast", [0, 100, 100])),
  brightness: effect("Brightness", curve, level("brightness", [-99, 100, 80])),
  brightness_hsb: effect("Brightness by HSB", curve, level("brightnessHsb", [-99, 100, 80])),
  contrast: effect("Contrast", curve, contrastOf),
  gamma: effect("Gamma", curve, level("gamma", [-50, 150, 0])),
  red: effect("Red", curve, level("red", [-100, 100, 0])),
  green: effect("Green", curve, level("green", [-100, 100, 0])),
  blue: effect("Blue", curve, level("blue", [-100, 100, 0])),
  saturation: effect("Saturation", curve, level("saturation", [-100, 100, 80])),
  vibrance: effect("Saturation of what is pale", curve, level("vibrance", [-100, 100, 20])),
  hue: effect("Turns the hues", curve, level("hue", [-100, 100, 80])),
  fill_light: effect("Lightens what is dark", curve, ([amount, bias, ...rest]) => {
    const am = amount === undefined ? 100 : clampedIn(amount, 0, 100);
    const bi = bias === undefined ? 0 : clampedIn(bias, -100, 100);
    if (am === undefined || bi === undefined || rest.length > 0) return undefined;
    return { fields: { fillLight: { am, bi } } };
  }),
  improve: effect("Contrast, colours and light in one", curve, (args) => {
    const [mode, ...rest] = args;
    const named = mode !== undefined && /^(?:outdoor|indoor)$/.test(mode);
    return level("improve", [0, 100, 100])(named ? rest : args);
  }),
  grayscale: effect("Takes the colours out", undefined, bare({ grayscale: true })),
  negate: effect("Opposite colours", undefined, bare({ negate: true })),
  sepia: effect("Sepia", curve, level("sepia", [1, 100, 80])),
  blackwhite: effect("Black and white", undefined, level("blackWhite", [0, 100, 50])),
} satisfies Record<string, EffectRow>;

/** `LEVEL:function_SHAPE` or `level_LEVEL;type_SHAPE`, each part of which may be left out. */
function contrastOf(args: string[]): Reading {
  const parts = args.flatMap((text) => text.split(";"));
  const [level, ...others] = parts.map((text) => text.replace(/^level_/, ""));
  const shape = /^(?:function|type)_(?:linear|sigmoidal)$/;
  const unsaid = level === undefined || shape.test(level);
  const value = unsaid ? 0 : clampedIn(level, -100, 100);
  const shapes = unsaid ? parts : others;
  if (value === undefined || shapes.length > 1 || !shapes.every((text) => shape.test(text))) {
    return undefined;
  }
  return { fields: value === 0 ? {} : { contrastLevel: value } };
}

/** What needs a service, or something that does not move to have moved. */
const refusals: Record<string, Row> = {
  ...all(
    "AI, or a service of the vendor's",
    service,
    "gen_remove gen_replace gen_recolor gen_restore gen_background_replace gen_fill upscale " +
      "enhance auto_enhance extract theme camera viesus_correct " +
      "dropshadow light style_transfer art advanced_facial_attributes vectorize " +
      "adv_redeye redeye zoompan",
  ),
  ...all(
    "Videos and animations",
    moving,
    "loop accelerate reverse boomerang fade deshake transition preview progressbar " + "waveform",
  ),
  volume: refused("Loudness of a video", "only `mute` is done, to videos"),
  ...all(
    "How a layer is laid on its base",
    "only means something in a layer",
    "screen multiply overlay mask anti_removal displace",
  ),
  ...all(
    "Effects that are not supported",
    "is not supported",
    "assist_colorblind recolor tilt_shift morphology swap_image sheer dehaze",
  ),
};

function all(meaning: string, note: string, names: string): Record<string, Row> {
  return Object.fromEntries(names.split(" ").map((name) => [name, refused(meaning, note)]));
}

/** Every effect, `e_NAME`, and what becomes of it. Source: Cloudinary's transformation reference. */
export const effects: Record<string, EffectRow | Row> = {
  ...tones,
  ...artEffects,
  ...outlineEffects,
  ...refusals,
};
