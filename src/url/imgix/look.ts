import type { PlainStep } from "../transformation.ts";
import type { ImgixValues } from "./parameters.ts";
import type { Note } from "./size.ts";

/** What is done to the sized image: tones, effects, outline. */
export function lookOf(values: ImgixValues, note: Note): PlainStep {
  return { ...tones(values), ...effects(values, note), ...outline(values) };
}

function tones({ bri, con, exp, gam, sat, vib, shad, hue, ...others }: ImgixValues): PlainStep {
  const step: PlainStep = {};
  if (shad) step.fillLight = { am: shad };
  // One percent is left of the brightness, where imgix leaves none.
  if (bri) step.brightness = Math.max(-99, bri);
  if (exp) step.brightnessHsb = Math.max(-99, exp);
  if (con) step.contrastLevel = con;
  if (gam) step.gamma = Math.max(-50, gam);
  if (sat) step.saturation = sat;
  if (vib) step.vibrance = vib;
  // A hundred is half a turn.
  const turn = hue === undefined ? 0 : ((hue + 180) % 360) - 180;
  if (turn !== 0) step.hue = Number((turn / 1.8).toFixed(2));
  if (others.sepia) step.sepia = others.sepia;
  if (others.invert) step.negate = true;
  if (others.monochrome) {
    const { opacity, ...colour } = others.monochrome;
    step.colorize = { co: { ...colour, opacity: 100 }, in: opacity };
  }
  if (others.duotone) {
    step.tint = { am: others["duotone-alpha"] ?? 100, co: others.duotone };
  }
  return step;
}

function effects(values: ImgixValues, note: Note): PlainStep {
  const { sharp, usm, usmrad = 2.5, blur = 0, px } = values;
  const step: PlainStep = {};
  if (sharp) step.sharpen = sharp;
  // ImageKit's table, the only public one: a fifth is the sigma.
  if (usm) step.unsharp = { radius: usmrad, sigma: usm / 5, amount: 1, threshold: 0.05 };
  if (blur > 0) {
    if (blur < 20) note("blur");
    step.blur = Math.max(1, blur / 20);
  }
  if (px) step.pixelate = px;
  if (values["bg-remove"]) step.removeBackground = "try";
  return step;
}

function outline(values: ImgixValues): PlainStep {
  const { trim, flip, rot = 0, mask, border } = values;
  const step: PlainStep = {};
  if (trim !== undefined) step.trim = trimOf(values);
  // Counter-clockwise; imgix cuts a slanted image to its frame, too.
  const degrees = (((360 - rot) % 360) + 360) % 360;
  if (degrees !== 0) step.rotation = Number(degrees.toFixed(6));
  if (flip !== undefined) step.flip = flip.length === 2 ? "h_v" : (flip as "h" | "v");
  if (border) step.border = border;
  const radius = border && values["border-radius"];
  if (radius) step.radius = radius;
  if (mask === "ellipse") step.radius = "max";
  else if (mask === "corners" && values["corner-radius"]) step.radius = values["corner-radius"];
  return step;
}

/** How far a colour may differ from the edge's, which is the only one that is cut away. */
function trimOf(values: ImgixValues): NonNullable<PlainStep["trim"]> {
  const { trim, "trim-md": difference, "trim-tol": near, "trim-color": colour } = values;
  // By colour nothing but that very one is cut away, unless more is allowed.
  const said = trim === "color" ? (near ?? 0) : difference;
  if (said === undefined) return true;
  const tolerance = Math.min(99, Math.max(1, Math.round(said)));
  return trim === "color" && colour ? { tolerance, colour } : tolerance;
}
