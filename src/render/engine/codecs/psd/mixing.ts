import type { Layer } from "./layers.ts";

/** Photoshop's names of how layers are mixed, by the letters in the file. */
const modes: Record<string, string> = {
  ...{ diss: "dissolve", dark: "darken", "mul ": "multiply", idiv: "colour burn" },
  ...{ lbrn: "linear burn", dkCl: "darker colour", lite: "lighten", scrn: "screen" },
  ...{ "div ": "colour dodge", lddg: "linear dodge", lgCl: "lighter colour", over: "overlay" },
  ...{ sLit: "soft light", hLit: "hard light", vLit: "vivid light", lLit: "linear light" },
  ...{ pLit: "pin light", hMix: "hard mix", diff: "difference", smud: "exclusion" },
  ...{ fsub: "subtract", fdiv: "divide", "hue ": "hue", "sat ": "saturation" },
  ...{ colr: "colour", "lum ": "luminosity" },
};

/** What is not drawn of how a layer is laid on others. */
export function unmixedOf({ mode, isClipped }: Layer): string[] {
  const mixing = mode === "norm" ? [] : [`blend mode ${modes[mode] ?? "of a layer"}`];
  return [...mixing, ...(isClipped ? ["clipping of a layer"] : [])];
}
