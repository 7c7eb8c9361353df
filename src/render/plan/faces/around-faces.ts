import { around } from "../geometry/around.ts";
import type { Box, Size } from "../size.ts";

/**
 * Where a cut of a size lies so that as much of faces as can be is whole in it: all of them if they
 * fit, and then their middle is its middle as far as the image goes. Of those that do not fit
 * together, the largest ones stay. Pure.
 */
export function placeAroundFaces(
  cut: Size,
  image: Size,
  faces: readonly Box[],
): { left: number; top: number } {
  const across = along(
    cut.width,
    image.width,
    faces.map((face) => ({ start: face.left, length: face.width, face })),
  );
  const down = along(
    cut.height,
    image.height,
    across.kept.map((face) => ({ start: face.top, length: face.height, face })),
  );
  return { left: across.start, top: down.start };
}

interface Stretch {
  start: number;
  length: number;
  face: Box;
}

function along(length: number, whole: number, stretches: Stretch[]) {
  const kept = keptStretches(length, whole, stretches);
  const start = Math.min(...kept.map((stretch) => stretch.start));
  const end = Math.max(...kept.map((stretch) => stretch.start + stretch.length));
  return { start: around((start + end) / 2, length, whole), kept: kept.map(({ face }) => face) };
}

/** Those that a cut of this length can hold: the most area of faces, a whole one at least. */
function keptStretches(length: number, whole: number, stretches: Stretch[]): Stretch[] {
  const starts = stretches.flatMap(({ start, length: own }) => [start, start + own - length]);
  const sets = starts.map((wanted) => {
    const start = Math.max(0, Math.min(wanted, whole - length));
    const held = stretches.filter(
      (each) => each.start >= start - 0.5 && each.start + each.length <= start + length + 0.5,
    );
    return { held, area: held.reduce((sum, { face }) => sum + areaOf(face), 0) };
  });
  const best = sets.reduce((a, b) => (b.area > a.area ? b : a));
  if (best.held.length > 0) return best.held;
  // No face is whole whatever is done.
  return [stretches.reduce((a, b) => (areaOf(b.face) > areaOf(a.face) ? b : a))];
}

function areaOf({ width, height }: Box): number {
  return width * height;
}
