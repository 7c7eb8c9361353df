import type { Face } from "../../plan/faces/face.ts";
import { cutTo } from "../../plan/found/found.ts";
import type { Box, Size } from "../../plan/size.ts";
import { sampleView } from "../models/sample-view.ts";
import type { Pixels } from "../native/rgba.ts";
import { candidatesOf } from "./candidates.ts";
import { faceModel } from "./model.ts";

import { suppress } from "./suppress.ts";
import { closerViews, type View, wholeView } from "./views.ts";

/** What is less is mostly a pattern that looks like eyes. */
const leastConfidence = 0.5;

/** What is less has to be one at a closer look, too. */
const certainty = 0.65;

/** What is less is not looked at more closely. */
const leastSuspicion = 0.3;

/** A face of this part of the longer side is what the image is about: small ones are not looked for. */
const portraitShare = 0.2;

/** A face of less than this part of the longer side is looked at more closely before it is told. */
const smallShare = 0.06;

/** More of them would take longer than what they find is worth. */
const mostCloserLooks = 16;

/**
 * Faces in an upright image, the largest first. It is looked at as a whole, and unless a large face
 * has been found, more closely where something small may be one: faces are found from 3 % of the
 * longer side on.
 */
export async function detectFaces(image: Pixels): Promise<Face[]> {
  const longest = Math.max(image.width, image.height);
  const seen = await look(image, [wholeView(image)]);
  const faces = seen.filter(({ confidence }) => confidence >= certainty);
  if (!faces.some(({ width }) => width >= portraitShare * longest)) {
    const doubtful = suppress(seen).filter(
      ({ width, confidence }) => confidence < certainty || width < smallShare * longest,
    );
    const closer = await look(image, closerViews(doubtful, mostCloserLooks));
    faces.push(...closer.filter(({ confidence }) => confidence >= leastConfidence));
  }
  return suppress(faces)
    .map((face) => cutTo(face, image))
    .filter(({ width, height }) => width > 0 && height > 0)
    .sort((a, b) => b.width * b.height - a.width * a.height);
}

/** What may be faces in views of one size. */
async function look(image: Pixels, views: readonly View[]): Promise<Face[]> {
  const [first] = views;
  if (!first) return [];
  const model = await faceModel();
  const { size } = first;
  const values = size.width * size.height * 3;
  const rgb = new Float32Array(values * views.length);
  for (const [i, { box }] of views.entries()) {
    sampleView(image, box, size, rgb.subarray(i * values, (i + 1) * values));
  }
  const all = { ...size, count: views.length, rgb };
  return candidatesOf(model(all), all, leastSuspicion).flatMap((faces, i) =>
    faces.map((face) => placed(face, size, (views[i] as View).box)),
  );
}

/** A face of a view as it lies in the image. */
function placed(face: Face, view: Size, box: Box): Face {
  const scale = box.width / view.width;
  return {
    confidence: face.confidence,
    left: box.left + face.left * scale,
    top: box.top + face.top * scale,
    width: face.width * scale,
    height: face.height * scale,
  };
}
