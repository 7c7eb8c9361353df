import { amongAll, type Colour } from "../../plan/tones/colours.ts";
import type { Codec } from "../codec.ts";
import type { Image } from "../engine.ts";
import { mainColours } from "../operations/colour/main-colours.ts";

/** How many main colours are listed, as imgix has it where nothing else is said. */
const listed = 6;
/** How many are looked at for those that are vibrant or muted. */
const lookedAt = 32;

/** Main colours as JSON, in the shape that imgix has. */
export const json: Codec = {
  encode(image) {
    const colours = mainColours(image, lookedAt, amongAll);
    const document = {
      colors: colours.slice(0, listed).map(described),
      average_luminance: rounded(averageLuminance(image)),
      dominant_colors: dominantColours(colours),
    };
    return new TextEncoder().encode(JSON.stringify(document));
  },
};

/** Main colours as classes of CSS, named as imgix does. */
export const css: Codec = {
  encode(image) {
    const rules = mainColours(image, listed, amongAll).flatMap((colour, i) => [
      `.image-fg-${i + 1} { color: ${hex(colour)} !important; }`,
      `.image-bg-${i + 1} { background-color: ${hex(colour)} !important; }`,
    ]);
    return new TextEncoder().encode(`${rules.join("\n")}\n`);
  },
};

function described(colour: Colour) {
  const { red, green, blue } = colour;
  return {
    red: rounded(red / 255),
    hex: hex(colour),
    blue: rounded(blue / 255),
    green: rounded(green / 255),
  };
}

function hex({ red, green, blue }: Colour): string {
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function rounded(share: number): number {
  return Number(share.toFixed(6));
}

function averageLuminance(image: Image): number {
  using grey = image.colourspace("b-w");
  using band = grey.extractBand(0);
  return band.avg() / 255;
}

/** What counts as vibrant, and where light and dark begin; shares of HSL's saturation and lightness. */
const vibrantFrom = 0.35;
const darkBelow = 0.3;
const lightFrom = 0.7;

/** The most frequent colour of each kind, where there is one. */
function dominantColours(colours: readonly Colour[]) {
  const found: Record<string, ReturnType<typeof described>> = {};
  for (const colour of colours) {
    const { saturation, lightness } = hslOf(colour);
    const kind = saturation >= vibrantFrom ? "vibrant" : "muted";
    const shade = lightness < darkBelow ? "_dark" : lightness >= lightFrom ? "_light" : "";
    found[`${kind}${shade}`] ??= described(colour);
  }
  return found;
}

function hslOf({ red, green, blue }: Colour) {
  const most = Math.max(red, green, blue) / 255;
  const least = Math.min(red, green, blue) / 255;
  const lightness = (most + least) / 2;
  const spread = 1 - Math.abs(2 * lightness - 1);
  return { lightness, saturation: spread === 0 ? 0 : (most - least) / spread };
}
