import type { Operation } from "../operations.ts";
import type { Box, Size } from "../size.ts";
import { cutTo, type Found } from "./found.ts";

/** What is left of it has to be this part, or it is not there any more. */
const leastLeft = 0.5;

/** What moves pixels in a way that a plan cannot know: what is where then, only pixels tell. */
const unforeseen: ReadonlySet<Operation["do"]> = new Set(["smartCrop", "perspective", "arc"]);

/** Whether what was found can be followed through operations. */
export function isForeseen(operations: readonly Operation[]): boolean {
  return !operations.some((operation) => unforeseen.has(operation.do));
}

/** Where the faces or objects of an upright image lie after what was done to it. Pure. */
export function follow<F extends Found>(
  found: readonly F[],
  image: Size,
  operations: readonly Operation[],
): F[] {
  let followed = [...found];
  let size = image;
  for (const operation of operations) {
    const move = moverOf(operation, size);
    if ("width" in operation && operation.do !== "border") {
      size = { width: operation.width, height: operation.height };
    }
    if (!move) continue;
    const whole = size;
    followed = followed.flatMap((one) => {
      const moved = { ...one, ...move(one) };
      const kept = cutTo(moved, whole);
      const left = (kept.width * kept.height) / (moved.width * moved.height);
      return kept.width > 0 && kept.height > 0 && left >= leastLeft ? [kept] : [];
    });
  }
  return followed;
}

type Mover = (box: Box) => Box;

/** How an operation moves what lies in the image; undefined where it does not. */
function moverOf(operation: Operation, size: Size): Mover | undefined {
  switch (operation.do) {
    case "resize": {
      const [x, y] = [operation.width / size.width, operation.height / size.height];
      return (box) => ({
        left: box.left * x,
        top: box.top * y,
        width: box.width * x,
        height: box.height * y,
      });
    }
    case "crop":
      return shifted(-operation.left, -operation.top);
    case "pad":
    case "castShadow":
      return shifted(operation.left, operation.top);
    case "outline":
      return shifted((operation.width - size.width) / 2, (operation.height - size.height) / 2);
    case "flip":
      return ({ left, top, width, height }) => ({
        left: operation.horizontal ? size.width - left - width : left,
        top: operation.vertical ? size.height - top - height : top,
        width,
        height,
      });
    case "rotate": {
      const angle = (operation.degrees * Math.PI) / 180;
      const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
      return aboutCentre(size, operation, cos, -sin, sin, cos);
    }
    case "shear":
      return aboutCentre(size, operation, 1, operation.x, operation.y, 1);
    default:
      return undefined;
  }
}

function shifted(x: number, y: number): Mover {
  return (box) => ({ ...box, left: box.left + x, top: box.top + y });
}

/** A matrix about the middle of the image; a face stays as large as it is, upright or on its side. */
function aboutCentre(from: Size, to: Size, xx: number, xy: number, yx: number, yy: number): Mover {
  return ({ left, top, width, height }) => {
    const x = left + width / 2 - from.width / 2;
    const y = top + height / 2 - from.height / 2;
    const lies = Math.abs(xy) > Math.abs(xx);
    const size = lies ? { width: height, height: width } : { width, height };
    return {
      left: to.width / 2 + xx * x + xy * y - size.width / 2,
      top: to.height / 2 + yx * x + yy * y - size.height / 2,
      ...size,
    };
  };
}
