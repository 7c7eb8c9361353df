import { closeUpFactor, wholeFaceFactor } from "../../../url/parameters/face-focus.ts";
import { soughtFocus } from "../../../url/parameters/sought-focus.ts";
import type { Layout } from "../geometry/layout.ts";
import { wantedSize } from "../geometry/target-size.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import { type Box, isSameSize, type Size } from "../size.ts";
import { placeAroundFaces } from "./around-faces.ts";

/**
 * A cut that closes in on faces or objects, with `z`, in the ratio that the size asks for: that of
 * the image where one side is asked for, and of what is around them where none is. It does not leave the
 * image, and is made as large as it was asked for. Pure.
 */
export function closeUp(step: ExactFields, current: Size, faces: readonly Box[]): Layout {
  const wanted = wantedSize(step);
  const region = regionFor(step, faces);
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

/** What is cut out where nothing limits it: all faces or objects, and what surrounds them. */
function regionFor({ focus, zoom = 1 }: ExactFields, found: readonly Box[]): Size {
  const choice = soughtFocus(focus);
  // Objects are cut out as tightly as they are, whole faces as one region.
  if (choice?.of === "objects") return extentOf(found, 0, zoom);
  if (choice?.whole) return extentOf(found, 0, zoom / wholeFaceFactor);
  return extentOf(found, (closeUpFactor - 1) / 2, zoom);
}

/** @param margin of each one's side, at both of its ends */
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
