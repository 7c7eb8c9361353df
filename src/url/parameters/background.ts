import { parseColour, printColour, type UrlColour } from "./colour.ts";
import { type Kind, notation } from "./kind.ts";
import { number } from "./value-types.ts";

/** Which of an image's colours are its main ones. */
export interface ColourChoice {
  /** Only the pixels along its edges are looked at. */
  border?: true;
  /** Those least like the most frequent one, instead of the most frequent. */
  contrast?: true;
  /** Each gives way to the one of these that is most like it. */
  palette?: UrlColour[];
}

export const gradientDirections = [
  "vertical",
  "horizontal",
  "diagonal_desc",
  "diagonal_asc",
] as const;

/** Where a gradient of two colours runs to: down, to the right, or to a corner on the right. */
export type GradientDirection = (typeof gradientDirections)[number];

/** What lies under the image. */
export type Background =
  | { kind: "colour"; colour: UrlColour }
  | { kind: "blurred"; intensity: number | "auto"; brightness: number }
  | ({ kind: "dominant" } & ColourChoice)
  | ({
      kind: "gradient_dominant";
      colours: 2 | 4;
      /** Down where it is missing. */
      direction?: GradientDirection;
    } & ColourChoice);

export const background: Kind<Background> = {
  values: notation("a colour, blurred, blurred_25_N30, dominant or gradient_dominant"),
  parse(text) {
    const painted = parseColour(text);
    if (painted) return { kind: "colour", colour: painted };
    return blurredOf(text) ?? dominantOf(text);
  },
  print(value) {
    switch (value.kind) {
      case "colour":
        return printColour(value.colour);
      case "blurred": {
        const { intensity, brightness } = value;
        const strength = intensity === "auto" ? intensity : number(0, 100).print(intensity);
        return `blurred_${strength}_${number(-255, 255).print(brightness)}`;
      }
      case "dominant":
        return ["dominant", ...printChoice(value)].join("_");
      case "gradient_dominant": {
        const { colours, direction = "vertical" } = value;
        const towards = direction === "vertical" ? [] : [direction];
        return ["gradient_dominant", colours, ...towards, ...printChoice(value)].join("_");
      }
    }
  },
};

function blurredOf(text: string): Background | undefined {
  const [name, strength = "auto", light = "0", ...rest] = text.split("_");
  const intensity = strength === "auto" ? strength : number(0, 100).parse(strength);
  const brightness = number(-255, 255).parse(light);
  if (name !== "blurred" || rest.length > 0) return undefined;
  if (intensity === undefined || brightness === undefined) return undefined;
  return { kind: "blurred", intensity, brightness };
}

/** `dominant[_border][_contrast][_palette_COLOUR…]`; with `gradient_`, a number and a direction. */
function dominantOf(text: string): Background | undefined {
  const [, first, second, few, direction, border, contrast, colours] =
    /^(?:(gradient_dominant|dominant_gradient)|(dominant))(?:_([24]))?(?:_(vertical|horizontal|diagonal_desc|diagonal_asc))?(_border)?(_contrast)?(?:_palette_(.+))?$/.exec(
      text,
    ) ?? [];
  const palette = colours?.split("_").map(parseColour);
  if (palette?.includes(undefined)) return undefined;
  const choice: ColourChoice = {
    ...(border ? { border: true } : {}),
    ...(contrast ? { contrast: true } : {}),
    ...(palette ? { palette: palette as UrlColour[] } : {}),
  };
  if (second) return few || direction ? undefined : { kind: "dominant", ...choice };
  if (!first) return undefined;
  const towards = direction === undefined || direction === "vertical" ? {} : { direction };
  return {
    kind: "gradient_dominant",
    colours: few === "4" ? 4 : 2,
    ...(towards as { direction?: GradientDirection }),
    ...choice,
  };
}

function printChoice({ border, contrast, palette }: ColourChoice): string[] {
  return [
    ...(border ? ["border"] : []),
    ...(contrast ? ["contrast"] : []),
    ...(palette ? ["palette", ...palette.map(printColour)] : []),
  ];
}
