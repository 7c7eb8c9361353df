import { Failure } from "../../failure.ts";
import type { VideoFacts } from "../../render/engine/film/film.ts";
import type { Backdrop, Colour, Operation, OperationOf } from "../../render/plan/operations.ts";
import type { Size } from "../../render/plan/size.ts";
import type { Builder } from "./graph-builder.ts";

/** Pixels as wide as they are high, unless what follows scales them anyway. */
export function squarePixels(
  [first]: readonly Operation[],
  { hasSquarePixels, width, height }: Pick<VideoFacts, "hasSquarePixels"> & Size,
  build: Pick<Builder, "follow">,
): void {
  if (!hasSquarePixels && first?.do !== "resize") build.follow(`scale=${width}:${height}`);
  build.follow("setsar=1");
}

/** @returns the size after it; undefined where there is no filter for it */
export function apply(
  operation: Exclude<Operation, { do: "layer" }>,
  now: Size,
  build: Builder,
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
      if (!build.hasAlpha && (left % 2 === 1 || top % 2 === 1)) build.follow("format=yuv444p");
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
      const mask = build.overlay({ do: "mask", size: now, shape: operation });
      cut(mask.label, now, build);
      return now;
    }
    case "opacity":
      if (!build.hasAlpha) break;
      build.follow(`colorchannelmixer=aa=${operation.percent / 100}`);
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
    const ground = solid(backdrop);
    const colour = build.hasAlpha ? colourAndAlpha(ground) : colourText(ground);
    // The filter takes places on its grid of colours only.
    if (!build.hasAlpha) build.follow("format=yuv444p");
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

/**
 * What is outside of a mask is black, as the files that are made hold nothing transparent; of a video
 * that lies on another one it is transparent.
 */
function cut(mask: string, { width, height }: Size, build: Builder): void {
  const input = build.label();
  const [alpha, shaped] = [build.fresh(), build.fresh()];
  build.add(`${mask}format=rgba,alphaextract,scale=${width}:${height}${alpha}`);
  if (build.hasAlpha) {
    build.from(`${input}${alpha}`);
    build.follow("alphamerge");
    return;
  }
  const [ground, plain] = [build.fresh(), build.fresh()];
  build.add(`${input}split${plain}${ground}`);
  build.add(`${plain}${alpha}alphamerge${shaped}`);
  const black = build.fresh();
  build.add(`${ground}drawbox=0:0:iw:ih:black:fill${black}`);
  build.from(`${black}${shaped}`);
  build.follow("overlay=0:0");
}

/** As FFmpeg's filters read it. */
function colourText({ red, green, blue, alpha }: Colour): string {
  return `${hexText({ red, green, blue })}@${alpha === 0 ? 1 : alpha}`;
}

function colourAndAlpha({ alpha, ...rest }: Colour): string {
  return `${hexText(rest)}@${alpha}`;
}

function hexText({ red, green, blue }: Omit<Colour, "alpha">): string {
  const hex = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0"));
  return `0x${hex.join("")}`;
}
