import { Failure } from "../../failure.ts";
import type { Background, ColourChoice } from "../../url/parameters/background.ts";
import { colourOf } from "../engine/colour.ts";
import { arcSize } from "./arc.ts";
import { withSurroundings } from "./backdrop.ts";
import { colourOperations } from "./colour.ts";
import type { Face, FoundFaces } from "./faces/face.ts";
import { isUnplaced } from "./found/closes-in.ts";
import { follow } from "./found/follow.ts";
import { layOut, sizeAfter } from "./geometry/geometry.ts";
import type { Layout } from "./geometry/layout.ts";
import {
  type Among,
  type Backdrop,
  black,
  type Operation,
  type OperationOf,
  transparent,
} from "./operations.ts";
import { borderOf, roundOperations } from "./outline.ts";
import { type ExactFields, exactly, type Scene, variablesOf } from "./resolve-expressions.ts";
import { shearedSize, tangent } from "./shear.ts";
import type { Size } from "./size.ts";

/** An image on its way through a plan. */
export interface State {
  size: Size;
  alpha: boolean;
  operations: Operation[];
}

/** What is cut out of an image of a size, to which a step has brought it by these operations. */
type Cutting = (size: Size, arranged: readonly Operation[]) => OperationOf<"cutOut"> | undefined;

/** Pixels of an image that gets a shadow, as ImageKit has it. */
const shadowPixels = 2e6;

/**
 * The operations of one step on an image of this state, trim and layers aside. Pure.
 * @param found faces of the image as the step finds it, where it needs to know them
 * @param cutting finds people, where the step cuts them out
 */
export function planStep(
  step: ExactFields,
  before: State,
  scene: Scene,
  found: FoundFaces = { focused: [], all: [] },
  cutting: Cutting = () => undefined,
): State {
  const layout = layOut(step, before.size, found.focused);
  const size = sizeAfter(layout, before.size);
  const looks = { size, alpha: before.alpha, operations: [] as Operation[] };
  const padding = layout.pad && paddingOf(step, before);
  // What is padded lies on its backdrop, too: the backdrop decides what can be seen through.
  if (padding) looks.alpha = isTranslucent(padding);
  const arranged = layoutOperations(layout, step, padding, found.focused);
  const faces = follow(found.all, before.size, arranged);
  const cutOut = cutting(size, arranged);
  const operations = [...arranged, ...colourOperations(step, size, scene, { faces, cutOut })];
  if (step.makeTransparent || cutOut) looks.alpha = true;
  const shaped = shape(step, looks, scene);
  const finished = finish(step, withSurroundings(step, shaped));
  return {
    ...finished,
    operations: [...before.operations, ...operations, ...finished.operations],
  };
}

function layoutOperations(
  { cut, resize, crop, pad }: Layout,
  step: ExactFields,
  backdrop: Backdrop | undefined,
  faces: readonly Face[],
): Operation[] {
  const operations: Operation[] = [];
  if (cut) operations.push({ do: "crop", ...cut });
  if (resize) operations.push({ do: "resize", ...resize });
  if (crop) {
    const searched = step.focus === "auto" && faces.length === 0 && isUnplaced(step);
    const { width, height } = crop;
    operations.push(searched ? { do: "smartCrop", width, height } : { do: "crop", ...crop });
  }
  if (pad && backdrop) operations.push({ do: "pad", backdrop, ...pad });
  return operations;
}

/** Black is ImageKit's default; a transparent image stays one unless a colour is asked for. */
function paddingOf({ background }: ExactFields, { size, alpha }: State): Backdrop {
  if (background) return backdropOf(background, size, false);
  return { kind: "colour", colour: alpha ? transparent : black };
}

/** What changes outline or size. */
function shape(step: ExactFields, { size: start, ...before }: State, scene: Scene): State {
  const operations = [...before.operations];
  let { alpha } = before;
  let size = start;
  if (step.gradient) operations.push(gradient(step.gradient, size, scene));
  if (step.distort?.kind === "perspective") {
    operations.push({ do: "perspective", corners: pairs(step.distort.corners) });
    alpha = true;
  } else if (step.distort) {
    const { degrees } = step.distort;
    size = arcSize(size, degrees);
    operations.push({ do: "arc", degrees, ...size });
    alpha = true;
  }
  const underneath = () =>
    step.background?.kind === "colour" ? colourOf(step.background.colour) : transparent;
  if (step.shear && (step.shear.x !== 0 || step.shear.y !== 0)) {
    const [x, y] = [tangent(step.shear.x), tangent(step.shear.y)];
    size = shearedSize(size, x, y);
    const backdrop = underneath();
    operations.push({ do: "shear", x, y, backdrop, ...size });
    alpha ||= backdrop.alpha < 1;
  }
  const degrees = typeof step.rotation === "number" ? (step.rotation + 360) % 360 : 0;
  if (degrees !== 0) {
    size = rotatedSize(size, degrees);
    const backdrop = underneath();
    operations.push({ do: "rotate", degrees, backdrop, ...size });
    alpha ||= degrees % 90 !== 0 && backdrop.alpha < 1;
  }
  if (step.flip) {
    const horizontal = step.flip.includes("h");
    operations.push({ do: "flip", horizontal, vertical: step.flip.includes("v") });
  }
  const known = variablesOf({ ...scene, current: size });
  const border = step.border && borderOf(step.border, size, known);
  if (step.radius !== undefined) {
    operations.push(...roundOperations(step.radius, size, border));
    alpha = true;
  } else if (border) {
    operations.push({ do: "border", ...border });
  }
  return { size, alpha, operations };
}

/** What turns shadow and opacity into the final backdrop. */
function finish(step: ExactFields, { size, alpha: before, operations: made }: State): State {
  const operations = [...made];
  let alpha = before;
  if (step.shadow) {
    if (size.width * size.height > shadowPixels) {
      const message = "`e-shadow` takes at most 2 megapixels: resize in the same step or before";
      throw new Failure("ELIMIT", message);
    }
    const { bl = 10, st = 30, x = 2, y = 2 } = step.shadow;
    const offset = (percent: number, whole: number) => Math.round((percent * whole) / 100);
    operations.push({
      do: "shadow",
      sigma: bl / 2,
      strength: st,
      x: offset(x, size.width),
      y: offset(y, size.height),
    });
  }
  if (step.opacity !== undefined && step.opacity < 100) {
    operations.push({ do: "opacity", percent: step.opacity });
    alpha = true;
  }
  if (step.background && alpha) {
    const backdrop = backdropOf(step.background, size, step.opacity !== undefined);
    operations.push({ do: "backdrop", backdrop });
    alpha = isTranslucent(backdrop);
  }
  return { size, alpha, operations };
}

function gradient(
  { ld = 180, from, to, sp = 1 }: NonNullable<ExactFields["gradient"]>,
  size: Size,
  scene: Scene,
): Operation {
  const angle = (ld * Math.PI) / 180;
  const whole = Math.abs(size.width * Math.sin(angle)) + Math.abs(size.height * Math.cos(angle));
  const stop = exactly("e-gradient", sp, variablesOf({ ...scene, current: size }));
  return {
    do: "gradient",
    degrees: ld,
    from: from ? colourOf(from) : { red: 255, green: 255, blue: 255, alpha: 1 },
    to: to ? colourOf(to) : { red: 255, green: 255, blue: 255, alpha: 0 },
    // 1 is the whole way; above it pixels are meant.
    length: Math.max(1, stop <= 1 ? stop * whole : stop),
  };
}

function pairs(corners: readonly number[]): [number, number][] {
  return [0, 2, 4, 6].map((i) => [corners[i] ?? 0, corners[i + 1] ?? 0]);
}

/** @param opaque whether the colour's own opacity is set aside, as with `o` */
function backdropOf(background: Background, size: Size, opaque: boolean): Backdrop {
  switch (background.kind) {
    case "colour": {
      const colour = colourOf(background.colour);
      return { kind: "colour", colour: opaque ? { ...colour, alpha: 1 } : colour };
    }
    case "blurred": {
      const { intensity, brightness } = background;
      // 100 is a twentieth of the longer side; `auto` is a quarter of that.
      const strength = intensity === "auto" ? 25 : intensity;
      const sigma = Math.max(0.5, (strength / 100) * (Math.max(size.width, size.height) / 20));
      return { kind: "blurred", sigma, brightness };
    }
    case "dominant":
      return { kind: "dominant", among: amongOf(background) };
    case "gradient_dominant": {
      const { colours, direction = "vertical" } = background;
      return { kind: "gradient_dominant", colours, direction, among: amongOf(background) };
    }
  }
}

function amongOf({ border, contrast, palette = [] }: ColourChoice): Among {
  return { border: border === true, contrast: contrast === true, palette: palette.map(colourOf) };
}

function isTranslucent(backdrop: Backdrop): boolean {
  return backdrop.kind === "colour" && backdrop.colour.alpha < 1;
}

/** The upright rectangle around a turned one. */
export function rotatedSize({ width, height }: Size, degrees: number): Size {
  if (degrees % 180 === 0) return { width, height };
  if (degrees % 90 === 0) return { width: height, height: width };
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))];
  return {
    width: Math.ceil(width * cos + height * sin - 1e-6),
    height: Math.ceil(width * sin + height * cos - 1e-6),
  };
}
