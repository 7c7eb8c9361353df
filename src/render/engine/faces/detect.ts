import type { Face } from "../../plan/faces/face.ts";
import type { Box, Size } from "../../plan/size.ts";
import type { Pixels } from "../native/rgba.ts";
import { candidatesOf } from "./candidates.ts";
import { faceModel, modelSide } from "./model.ts";
import { sampleSquare } from "./sample.ts";
import { closerSquares, partSquares, wholeSquare } from "./squares.ts";
import { suppress } from "./suppress.ts";

/** What is less is mostly a pattern that looks like eyes. */
const leastConfidence = 0.5;

/** What is less is not looked at more closely. */
const leastSuspicion = 0.3;

/** A face of this part of the longer side is what the image is about: small ones are not looked for. */
const portraitShare = 0.2;

/** A face of less than this part of the longer side is looked at more closely before it is told. */
const smallShare = 0.06;

/** More squares would take longer than what they find is worth. */
const mostCloserLooks = 12;

/**
 * Faces in an upright image, the largest first. It is looked at as a whole, then in parts unless a
 * large face has been found, and where something small may be a face, more closely: faces are found
 * from 3 % of the longer side on.
 */
export async function detectFaces(image: Pixels): Promise<Face[]> {
  const longest = Math.max(image.width, image.height);
  const seen = await look(image, [wholeSquare(image)]);
  const isPortrait = seen.some(
    ({ width, confidence }) => confidence >= leastConfidence && width >= portraitShare * longest,
  );
  if (!isPortrait) {
    seen.push(...(await look(image, partSquares(image))));
    const small = seen.filter(({ width }) => width < smallShare * longest);
    const closer = closerSquares(small, image).slice(0, mostCloserLooks);
    seen.push(...(await look(image, closer)));
  }
  return suppress(seen.filter(({ confidence }) => confidence >= leastConfidence))
    .map((face) => cutTo(face, image))
    .filter(({ width, height }) => width > 0 && height > 0)
    .sort((a, b) => b.width * b.height - a.width * a.height);
}

async function look(image: Pixels, squares: readonly Box[]): Promise<Face[]> {
  const model = await faceModel();
  return squares.flatMap((square) => {
    const scale = square.width / modelSide;
    return candidatesOf(model(sampleSquare(image, square)), leastSuspicion).map((face) => ({
      ...face,
      left: square.left + face.left * scale,
      top: square.top + face.top * scale,
      width: face.width * scale,
      height: face.height * scale,
    }));
  });
}

/** The part of a face that lies in the image. */
function cutTo(face: Face, { width, height }: Pixels): Face {
  const left = Math.max(0, face.left);
  const top = Math.max(0, face.top);
  const right = Math.min(width, face.left + face.width);
  const bottom = Math.min(height, face.top + face.height);
  return { ...face, left, top, width: right - left, height: bottom - top };
}

/** Faces of an image, told in pixels of an image of another size. */
export function enlargedFaces(faces: readonly Face[], from: Size, to: Size): Face[] {
  const [x, y] = [to.width / from.width, to.height / from.height];
  return faces.map(({ left, top, width, height, confidence }) => ({
    left: tenth(left * x),
    top: tenth(top * y),
    width: tenth(width * x),
    height: tenth(height * y),
    confidence: Math.round(confidence * 100) / 100,
  }));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
