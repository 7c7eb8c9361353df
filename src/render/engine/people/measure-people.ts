import { deflateRawSync } from "node:zlib";
import type { Face } from "../../plan/faces/face.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import { gridSide, maskSide, type PeopleMask } from "../../plan/people/people-mask.ts";
import type { Box, Size } from "../../plan/size.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { searchedPixels } from "../measuring/searched-pixels.ts";
import { segmentPeople } from "./segment.ts";
import { withoutSpecks } from "./without-specks.ts";

/** From this alpha on a cell is people. */
const half = 128;

/** Less of an image is nobody, or hardly anybody. */
const leastShare = 0.02;

/**
 * Paints an image and tells where people are in it. What looks like people and has no face is a
 * balloon, a tower, a reflection: then there is nobody.
 */
export async function measurePeople(
  engines: Engines,
  files: Files,
  { image, size, faces }: { image: ImagePlan; size: Size; faces: readonly Face[] },
): Promise<PeopleMask[]> {
  const pixels = await searchedPixels(engines, files, image);
  const cells = withoutSpecks(await segmentPeople(pixels));
  const taken = cells.reduce((count, cell) => (cell >= half ? count + 1 : count), 0);
  const hasFace = faces.some((face) => cellAtMiddle(cells, face, size) >= half);
  if (!hasFace || taken < leastShare * cells.length) return [];
  return [{ alpha: deflateRawSync(cells).toString("base64"), rows: rowsOf(cells) }];
}

function cellAtMiddle(cells: Uint8Array, { left, top, width, height }: Box, size: Size): number {
  const cell = (middle: number, whole: number) =>
    Math.min(maskSide - 1, Math.max(0, Math.floor((middle / whole) * maskSide)));
  const [x, y] = [cell(left + width / 2, size.width), cell(top + height / 2, size.height)];
  return cells[y * maskSide + x] ?? 0;
}

/** For each row of the grid, its columns that have people, as bits. */
function rowsOf(cells: Uint8Array): number[] {
  const rows = new Array<number>(gridSide).fill(0);
  const step = maskSide / gridSide;
  for (const [i, cell] of cells.entries()) {
    const [x, y] = [Math.floor((i % maskSide) / step), Math.floor(i / maskSide / step)];
    if (cell >= half) rows[y] = ((rows[y] ?? 0) | (1 << x)) >>> 0;
  }
  return rows;
}
