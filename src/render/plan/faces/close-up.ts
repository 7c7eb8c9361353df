import { closeUpFactor, faceChoice, wholeFaceFactor } from "../../../url/parameters/face-focus.ts";
import type { Layout } from "../geometry/layout.ts";
import { wantedSize } from "../geometry/target-size.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import { type Box, isSameSize, type Size } from "../size.ts";
import { placeAroundFaces } from "./around-faces.ts";

/**
 * A cut that closes in on faces, with `z`, in the ratio that the size asks for: that of the image
 * where one side is asked for, and of what is around the faces where none is. It does not leave the
 * image, and is made as large as it was asked for. Pure.
 */
export function closeUp(step: ExactFields, current: Size, faces: readonly Box[]): Layout {
  const wanted = wantedSize(step);
  const region = faceChoice(step.focus)?.whole
    ? regionOf(faces, step.zoom ?? 1)
    : regionAround(faces, step.zoom ?? 1);
  const ratio = ratioOf(wanted, step.aspectRatio, current) ?? region.width / region.height;
  const cut = shaped(region, ratio, current);
  if (wanted.width === undefined && wanted.height === undefined) {
    return { crop: boxOf(cut, current, faces) };
  }
  const { width, height } = {
    width: wanted.width ?? Math.max(1, Math.round((wanted.height ?? 1) * ratio)),
    height: wanted.height ?? Math.max(1, Math.round((wanted.width ?? 1) / ratio)),
  };
  const scale = Math.max(width / cut.width, height / cut.height);
  if (scale > 1) {
    const box = boxOf(cut, current, faces);
    return {
      cut: box,
      ...(isSameSize(box, { width, height }) ? {} : { resize: { width, height } }),
    };
  }
  // A decoder makes a large image smaller while it decodes.
  const resize = {
    width: Math.max(width, Math.round(current.width * scale)),
    height: Math.max(height, Math.round(current.height * scale)),
  };
  const scaled = faces.map((face) => ({
    left: (face.left * resize.width) / current.width,
    top: (face.top * resize.height) / current.height,
    width: (face.width * resize.width) / current.width,
    height: (face.height * resize.height) / current.height,
  }));
  const box = { width, height };
  const crop = { ...placeAroundFaces(box, resize, scaled), ...box };
  return { resize, ...(isSameSize(box, resize) ? {} : { crop }) };
}

/** What surrounds each face, all of it together. */
function regionAround(faces: readonly Box[], zoom: number): Size {
  return extentOf(faces, (closeUpFactor - 1) / 2, zoom);
}

/** What holds all faces, and what surrounds that. */
function regionOf(faces: readonly Box[], zoom: number): Size {
  return extentOf(faces, 0, zoom / wholeFaceFactor);
}

/** @param margin of each face's side, at both of its ends */
function extentOf(faces: readonly Box[], margin: number, zoom: number): Size {
  const extent = (start: (face: Box) => number, length: (face: Box) => number) => {
    const from = faces.map((face) => start(face) - length(face) * margin);
    const to = faces.map((face) => start(face) + length(face) * (1 + margin));
    return (Math.max(...to) - Math.min(...from)) / zoom;
  };
  return {
    width: extent(
      (face) => face.left,
      (face) => face.width,
    ),
    height: extent(
      (face) => face.top,
      (face) => face.height,
    ),
  };
}

function ratioOf(
  { width, height }: ReturnType<typeof wantedSize>,
  asked: number | undefined,
  current: Size,
): number | undefined {
  if (width !== undefined && height !== undefined) return width / height;
  if (width === undefined && height === undefined) return asked;
  return current.width / current.height;
}

/** The smallest size of a ratio that holds a region, as far as the image goes. */
function shaped(region: Size, ratio: number, current: Size): Size {
  const width = Math.max(region.width, region.height * ratio);
  const height = width / ratio;
  const scale = Math.min(1, current.width / width, current.height / height);
  return { width: width * scale, height: height * scale };
}

function boxOf(cut: Size, current: Size, faces: readonly Box[]): Box {
  const whole = (length: number, most: number) => Math.max(1, Math.min(most, Math.round(length)));
  const size = {
    width: whole(cut.width, current.width),
    height: whole(cut.height, current.height),
  };
  return { ...placeAroundFaces(size, current, faces), ...size };
}
