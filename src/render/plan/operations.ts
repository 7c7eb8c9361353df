import type { GradientDirection } from "../../url/parameters/background.ts";
import type { FontFamily } from "../../url/parameters/font-family.ts";
import type { Placement } from "../../url/parameters/layer.ts";
import type { PeopleMask } from "./people/people-mask.ts";
import type { Box, Size } from "./size.ts";
import type { LineClip } from "./text/line-clip.ts";
import type { ColourMatrix } from "./tones/colour-matrix.ts";
import type { Among, Colour } from "./tones/colours.ts";
import type { Curve } from "./tones/curves.ts";

export { type Among, amongAll, black, type Colour, transparent } from "./tones/colours.ts";

/** What lies under an image that does not fill its box, or that lets it shine through. */
export type Backdrop =
  | { kind: "colour"; colour: Colour }
  /** The image itself, enlarged to cover; `sigma` in pixels, `brightness` from -255 to 255. */
  | { kind: "blurred"; sigma: number; brightness: number }
  /** The image's most frequent colour. */
  | { kind: "dominant"; among: Among }
  /** A gradient between as many of the image's main colours, or between those of another image. */
  | {
      kind: "gradient_dominant";
      colours: 2 | 4;
      direction: GradientDirection;
      among: Among;
      found?: Colour[];
    };

/** One thing the renderer does to the image, in exact numbers. Sizes are those of its result. */
export type Operation =
  | ({ do: "resize" } & Size)
  | ({ do: "crop" } & Box)
  /** A cut of this size, placed where libvips' attention finds most to see. */
  | ({ do: "smartCrop" } & Size)
  /** Placed with its top left corner at `left`, `top` of a backdrop of this size. */
  | ({ do: "pad"; backdrop: Backdrop } & Box)
  | { do: "orient"; orientation: number }
  | { do: "grayscale" }
  /** Stretches the tones to the whole range. */
  | { do: "contrast" }
  /** Maps the tones, one curve after the other. */
  | { do: "curve"; curves: Curve[] }
  /** Maps the tones by a curve that follows from how often each is there; `percent` of the way. */
  | { do: "level"; by: Levelling; percent: number }
  /** Makes each of red, green and blue of all three. */
  | { do: "mix"; matrix: ColourMatrix }
  /** Multiplies brightness and keeps hue and saturation. */
  | { do: "lighten"; factor: number }
  /** Saturates what is not saturated yet; `percent` from -100 to 100. */
  | { do: "vibrance"; percent: number }
  | { do: "hue"; degrees: number }
  /** Colours for tones; the places `at` rise from 0, black, to 1, white. `percent` is mixed in. */
  | { do: "tint"; stops: { colour: Colour; at: number }[]; percent: number; equalize: boolean }
  | { do: "sharpen"; sigma: number }
  /** `radius` and `sigma` in pixels, `amount` a factor, `threshold` from 0 to 1 of the tone range. */
  | { do: "unsharp"; radius: number; sigma: number; amount: number; threshold: number }
  | { do: "blur"; sigma: number; region?: Box }
  /** Squares of `side` pixels. */
  | { do: "pixelate"; side: number; region: Box }
  /** Strokes as wide as twice the radius, in pixels. */
  | { do: "paint"; radius: number }
  /** A drawing of `tones` tones per channel; two are black and white. `lines` is a factor. */
  | { do: "cartoon"; lines: number; tones: number; radius: number }
  /** Grain with this standard deviation, 0 to 255. */
  | { do: "noise"; sigma: number }
  /** Dots of one of the maps in thresholds.ts. */
  | { do: "dither"; map: number }
  /** Darkens towards the corners, by as much as leaves `corner` of them, 0 to 1. */
  | { do: "vignette"; corner: number }
  /** Makes what resembles a colour, or the corners, transparent; `tolerance` from 0 to 100. */
  | { do: "colourKey"; tolerance: number; colour?: Colour }
  /** Opaque from this alpha on, 0 to 255, transparent below. */
  | { do: "threshold"; alpha: number }
  /** Makes all but people transparent: their mask lies at `place`, and beyond it there is nobody. */
  | { do: "cutOut"; alpha: PeopleMask["alpha"]; place: Box }
  /** Mixes towards a colour, keeping lightness; `intensity` from 0 to 100. */
  | { do: "colorize"; colour: Colour; intensity: number }
  /** Turns one colour, or the most frequent one, into another; `tolerance` from 0 to 100. */
  | { do: "replace"; to: Colour; tolerance: number; from?: Colour }
  /** Laid over the image. 0 degrees runs to the top, 90 to the right; `length` in pixels. */
  | { do: "gradient"; degrees: number; from: Colour; to: Colour; length: number }
  /** Behind what is opaque; offsets and `sigma` in pixels, `strength` from 0 to 100. */
  | { do: "shadow"; sigma: number; strength: number; x: number; y: number }
  /** Draws the corners, clockwise from the top left, to these points; the size stays. */
  | { do: "perspective"; corners: readonly (readonly [x: number, y: number])[] }
  /** Bends the image along an arc of so many degrees; negative ones bend downwards. */
  | ({ do: "arc"; degrees: number } & Size)
  | ({ do: "rotate"; degrees: number; backdrop: Colour } & Size)
  /** Moves rows to the right and columns down by so much per pixel. */
  | ({ do: "shear"; x: number; y: number; backdrop: Colour } & Size)
  | { do: "flip"; horizontal: boolean; vertical: boolean }
  /** Drawn inside the image's edge: its size stays. */
  | { do: "border"; width: number; colour: Colour }
  /** Radii in pixels, clockwise from the top left; what is cut off is transparent. */
  | { do: "round"; radii: readonly [number, number, number, number] }
  /** The largest oval that fits; what is cut off is transparent. */
  | { do: "oval" }
  /** Fades out to these edges, over `length` pixels; at a `power` of 1 evenly. */
  | { do: "fade"; edges: readonly Edge[]; length: number; power: number }
  /** A line around what is opaque; `thickness`, `sigma` and `room` around the image in pixels. */
  | ({
      do: "outline";
      mode: OutlineMode;
      thickness: number;
      sigma: number;
      colour: Colour;
      room: number;
    } & Size)
  /** As `shadow`, on a larger canvas where the image's corner is at `left`, `top`. */
  | ({
      do: "castShadow";
      sigma: number;
      strength: number;
      x: number;
      y: number;
      colour: Colour;
    } & Box)
  /** Multiplies what is there; `percent` from 0 to 100. */
  | { do: "opacity"; percent: number }
  /** Lays the image on a backdrop of its own size. */
  | { do: "backdrop"; backdrop: Backdrop }
  /** Lays another image over this one. */
  | LayerOperation;

/** What a curve of tones is made from. */
export type Levelling = "brightness" | "contrast" | "colour";

export type Edge = "top" | "right" | "bottom" | "left";

/** `fill` lays the colour below what is translucent, too. */
export type OutlineMode = "outer" | "inner" | "fill" | "inner_fill";

/**
 * `displace` moves pixels by up to `x` and `y`, where the layer's red and green say so; a layer
 * that is `under` shows where the image can be seen through.
 */
export interface LayerOperation {
  do: "layer";
  image: ImagePlan;
  left: number;
  top: number;
  /** Whether it is repeated in every direction from there. */
  tiled?: true;
  mode: "over" | "under" | "multiply" | "screen" | "overlay" | "cutter" | "cutout" | "displace";
  x: number;
  y: number;
  /**
   * When it is to be seen on a video, in seconds; always where it is left out. What a later step has
   * cut off is below 0.
   */
  time?: { start: number; end?: number };
  /** A video in the layer's place: `image` says what is done to each of its frames. */
  film?: Film;
  /** Texts in the layer's place, one after the other. */
  captions?: Captions;
}

/** What is shown of a video that lies on another one. */
export interface Film {
  /** Path of its original. */
  input: string;
  /** Seconds from its start, and seconds of it. */
  start: number;
  seconds: number;
  /** Whether it is heard. */
  isHeard: boolean;
}

/** Texts on a video, as they follow each other from its start. */
export interface Captions {
  placement: Placement;
  /** Without a text, nothing is to be seen for so many seconds. */
  scenes: { seconds: number; text?: TextSource }[];
  /** What happens to each text before it is laid. */
  outline: { pixels: number; colour: Colour };
  shadow?: { pixels: number; colour: Colour };
  background?: Colour;
}

/** Where an image begins. */
export type Source =
  | {
      kind: "file";
      /** Which of the job's files; the empty name is the original. */
      input: string;
      /** The decoder delivers an image smaller by this factor; only JPEG can. */
      shrink: 1 | 2 | 4 | 8;
      /** Whether colours are converted to sRGB. */
      convert: boolean;
      /** From 0. */
      page: number;
      /** Other pages that are drawn on it, from the lowest up: layers of a PSD. */
      above?: number[];
      /** Whether all frames are meant: what is decided from pixels is decided once for all. */
      moving?: true;
      /** The size at which a drawing is rasterised. */
      raster?: Size;
      /** Whether a page is drawn on nothing, instead of on white. */
      seeThrough?: true;
    }
  | ({ kind: "canvas"; colour: Colour } & Size)
  | { kind: "text"; text: TextSource };

export type TextDecoration = "underline" | "strikethrough";

/** A text as it is to be drawn; lengths in pixels. */
export interface TextSource {
  text: string;
  fontSize: number;
  /** Which of the job's files; absent for a bundled family. */
  font?: string;
  /** Which of the fonts in that file; absent for the first. */
  face?: number;
  /** Files of the job, and which font in each, for letters that the bundled families lack as well. */
  standIns?: { font: string; face?: number }[];
  /** Which bundled family; absent for Open Sans. */
  family?: FontFamily;
  bold: boolean;
  italic: boolean;
  /** Lines that are drawn with the text. */
  decorations?: TextDecoration[];
  colour: Colour;
  align: "left" | "center" | "right";
  /** Where lines are broken, padding not counted. */
  width?: number;
  lineHeight?: number;
  letterSpacing?: number;
  /** That lines may take. */
  height?: number;
  clip?: LineClip;
  /** Clockwise from the top. */
  padding: readonly [number, number, number, number];
  background: Colour;
}

/** A source and what is done to it, in order. */
export interface ImagePlan {
  source: Source;
  operations: Operation[];
}

export type OperationOf<K extends Operation["do"]> = Extract<Operation, { do: K }>;
