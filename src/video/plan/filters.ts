import { Failure } from "../../failure.ts";
import type { Backdrop, Colour, Operation, OperationOf } from "../../render/plan/operations.ts";
import type { Size } from "../../render/plan/size.ts";
import { notDone } from "./undone.ts";

/** A graph of FFmpeg's filters, and the images that it needs beside the video. */
export interface FilterGraph {
  text: string;
  overlays: Overlay[];
}

/** An image that is made before, and read as another input. */
export type Overlay = OperationOf<"layer"> | Mask;

/** Opaque where the video is seen. */
interface Mask {
  do: "mask";
  size: Size;
  shape: OperationOf<"round"> | OperationOf<"oval">;
}

/** What a video is before anything is done to it. */
interface Start {
  /** Label of the input. */
  input: string;
  hasSquarePixels: boolean;
  from: Size;
  /** Even sides, as the encoder needs them. */
  size: Size;
  frameRate?: number | undefined;
  /** Whether 256 colours have to do, chosen by the video. */
  palette: boolean;
  /** Names of what the URL asks for and no filter does, for the client. */
  undone: readonly string[];
}

/** Builds a graph bit by bit: most filters follow the one before, some need a branch. */
interface Builder {
  follow(filter: string): void;
  /** A label that nothing has yet. */
  fresh(): string;
  /** Starts a new part of the graph with what has been built so far as an input of this name. */
  label(): string;
  add(part: string): void;
  from(label: string): void;
}

/**
 * The filters that do to each frame what an image's plan does to an image; the result is `[v]`.
 * Pure. ENOTSUP for what is not done to videos, by name.
 */
export function filterGraph(operations: readonly Operation[], start: Start): FilterGraph {
  const { input, hasSquarePixels, from, size, frameRate, palette, undone } = start;
  const parts: string[] = [];
  let current: string[] = [];
  let head = `[${input}]`;
  let labels = 0;
  const fresh = () => {
    labels += 1;
    return `[x${labels}]`;
  };
  const build: Builder = {
    follow: (filter) => void current.push(filter),
    fresh,
    label() {
      const name = fresh();
      parts.push(`${head}${current.length > 0 ? current.join(",") : "null"}${name}`);
      current = [];
      head = name;
      return name;
    },
    add: (part) => void parts.push(part),
    from(label) {
      head = label;
      current = [];
    },
  };
  const overlays: Overlay[] = [];
  const overlay = (image: Overlay): string => `[${overlays.push(image)}:v]`;

  if (frameRate !== undefined) build.follow(`fps=${frameRate}`);
  const [first] = operations;
  if (!hasSquarePixels && first?.do !== "resize")
    build.follow(`scale=${from.width}:${from.height}`);
  build.follow("setsar=1");
  let now: Size = from;
  for (const operation of operations) {
    const after = apply(operation, now, build, overlay);
    if (!after) throw notDone(undone.length > 0 ? undone : [operation.do]);
    now = after;
  }
  if (now.width > size.width || now.height > size.height) {
    build.follow(`crop=${size.width}:${size.height}:0:0`);
  } else if (now.width < size.width || now.height < size.height) {
    build.follow(`scale=${size.width}:${size.height}`);
  }
  build.follow("setsar=1");
  if (palette) {
    const input = build.label();
    const [colours, plain, found] = [fresh(), fresh(), fresh()];
    build.add(`${input}split${colours}${plain}`);
    build.add(`${colours}palettegen${found}`);
    build.from(`${plain}${found}`);
    build.follow("paletteuse");
  }
  parts.push(`${head}${current.join(",")}[v]`);
  return { text: parts.join(";"), overlays };
}

/** @returns the size after it; undefined where there is no filter for it */
function apply(
  operation: Operation,
  now: Size,
  build: Builder,
  overlay: (image: Overlay) => string,
): Size | undefined {
  switch (operation.do) {
    case "resize": {
      const { width, height } = operation;
      build.follow(`scale=${width}:${height}`);
      build.follow("setsar=1");
      return { width, height };
    }
    case "crop": {
      const { width, height, left, top } = operation;
      // Half the colours are stored: an odd place would be moved by a pixel.
      if (left % 2 === 1 || top % 2 === 1) build.follow("format=yuv444p");
      build.follow(`crop=${width}:${height}:${left}:${top}`);
      return { width, height };
    }
    // Where most is to be seen changes from frame to frame; the middle does not.
    case "smartCrop": {
      const { width, height } = operation;
      build.follow(`crop=${width}:${height}`);
      return { width, height };
    }
    case "pad":
      pad(operation, build);
      return { width: operation.width, height: operation.height };
    case "backdrop":
      solid(operation.backdrop);
      return now;
    case "rotate":
      return rotate(operation, now, build);
    case "flip":
      if (operation.horizontal) build.follow("hflip");
      if (operation.vertical) build.follow("vflip");
      return now;
    case "border":
      build.follow(`drawbox=0:0:iw:ih:${colourText(operation.colour)}:${operation.width}`);
      return now;
    case "round":
    case "oval": {
      const mask = overlay({ do: "mask", size: now, shape: operation });
      cut(mask, now, build);
      return now;
    }
    case "layer":
      layer(operation, overlay, build);
      return now;
    case "grayscale":
      build.follow("hue=s=0");
      return now;
    case "blur":
      if (operation.region) break;
      build.follow(`gblur=sigma=${operation.sigma}`);
      return now;
    case "sharpen":
      build.follow("unsharp=5:5:1");
      return now;
  }
  return undefined;
}

function pad({ backdrop, width, height, left, top }: OperationOf<"pad">, build: Builder): void {
  if (backdrop.kind !== "blurred") {
    const colour = colourText(solid(backdrop));
    // The filter takes places on its grid of colours only.
    build.follow("format=yuv444p");
    build.follow(`pad=${width}:${height}:${left}:${top}:${colour}`);
    return;
  }
  const input = build.label();
  const [sharp, soft, ground] = [build.fresh(), build.fresh(), build.fresh()];
  const brightness = (backdrop.brightness / 255).toFixed(3);
  build.add(`${input}split${sharp}${soft}`);
  build.add(
    `${soft}scale=${width}:${height}:force_original_aspect_ratio=increase,` +
      `crop=${width}:${height},gblur=sigma=${backdrop.sigma},eq=brightness=${brightness},setsar=1${ground}`,
  );
  build.from(`${ground}${sharp}`);
  build.follow(`overlay=${left}:${top}`);
}

/** The colour of a backdrop that is one. */
function solid(backdrop: Backdrop): Colour {
  if (backdrop.kind === "colour") return backdrop.colour;
  const name = backdrop.kind === "blurred" ? "a blurred background without padding" : backdrop.kind;
  throw new Failure("ENOTSUP", `The background is not made for videos: ${name}`);
}

function rotate(
  { degrees, width, height }: OperationOf<"rotate">,
  now: Size,
  build: Builder,
): Size {
  switch (degrees) {
    case 90:
      build.follow("transpose=clock");
      break;
    case 180:
      build.follow("hflip");
      build.follow("vflip");
      break;
    case 270:
      build.follow("transpose=cclock");
      break;
    default:
      throw new Failure(
        "EINVAL",
        `Cannot read \`rt\`: videos are turned by 90, 180 or 270 degrees`,
      );
  }
  return degrees === 180 ? now : { width, height };
}

/** What is outside of a mask is black: the files that are made hold nothing transparent. */
function cut(mask: string, { width, height }: Size, build: Builder): void {
  const input = build.label();
  const [alpha, shaped] = [build.fresh(), build.fresh()];
  const [ground, plain] = [build.fresh(), build.fresh()];
  build.add(`${input}split${plain}${ground}`);
  build.add(`${mask}format=rgba,alphaextract,scale=${width}:${height}${alpha}`);
  build.add(`${plain}${alpha}alphamerge${shaped}`);
  const black = build.fresh();
  build.add(`${ground}drawbox=0:0:iw:ih:black:fill${black}`);
  build.from(`${black}${shaped}`);
  build.follow("overlay=0:0");
}

function layer(
  operation: OperationOf<"layer">,
  overlay: (image: Overlay) => string,
  build: Builder,
): void {
  const { mode, tiled, left, top } = operation;
  if (mode !== "over" || tiled) {
    throw new Failure("ENOTSUP", "Layers of videos are laid over them, once: no `lm` and no `ltl`");
  }
  const image = overlay(operation);
  const input = build.label();
  const ready = build.fresh();
  build.add(`${image}format=rgba${ready}`);
  build.from(`${input}${ready}`);
  build.follow(`overlay=${left}:${top}`);
}

/** As FFmpeg's filters read it. */
function colourText({ red, green, blue, alpha }: Colour): string {
  const hex = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0"));
  return `0x${hex.join("")}@${alpha === 0 ? 1 : alpha}`;
}
