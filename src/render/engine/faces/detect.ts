import type { Face } from "../../plan/faces/face.ts";
import type { Box } from "../../plan/size.ts";
import type { Pixels } from "../native/pixels.ts";
import { candidatesOf } from "./candidates.ts";
import { faceModel, modelSide } from "./model.ts";
import { sampleSquare } from "./sample.ts";
import { partSquares, wholeSquare } from "./squares.ts";
import { suppress } from "./suppress.ts";

/** What is less is mostly a pattern that looks like eyes. */
const leastConfidence = 0.5;

/** A face of this part of the longer side is what the image is about: small ones are not looked for. */
const portraitShare = 0.2;

/**
 * Faces in an upright image, the largest first. It is looked at as a whole, and then in parts unless
 * a large face has been found: they are found from 3 % of the longer side on.
 */
export async function detectFaces(image: Pixels): Promise<Face[]> {
  const whole = await look(image, wholeSquare(image));
  const longest = Math.max(image.width, image.height);
  const isPortrait = whole.some(({ width }) => width >= portraitShare * longest);
  const parts: Face[] = [];
  if (!isPortrait) for (const part of partSquares(image)) parts.push(...(await look(image, part)));
  return suppress([...whole, ...parts])
    .map((face) => cutTo(face, image))
    .filter(({ width, height }) => width > 0 && height > 0)
    .sort((a, b) => b.width * b.height - a.width * a.height);
}

async function look(image: Pixels, square: Box): Promise<Face[]> {
  const model = await faceModel();
  const scale = square.width / modelSide;
  return candidatesOf(model(sampleSquare(image, square)), leastConfidence).map((face) => ({
    ...face,
    left: square.left + face.left * scale,
    top: square.top + face.top * scale,
    width: face.width * scale,
    height: face.height * scale,
  }));
}

/** The part of a face that lies in the image. */
function cutTo(face: Face, { width, height }: Pixels): Face {
  const left = Math.max(0, face.left);
  const top = Math.max(0, face.top);
  const right = Math.min(width, face.left + face.width);
  const bottom = Math.min(height, face.top + face.height);
  return { ...face, left, top, width: right - left, height: bottom - top };
}
