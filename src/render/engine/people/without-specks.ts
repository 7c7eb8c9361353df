import { maskSide } from "../../plan/people/people-mask.ts";

/** What is less can hardly be seen: 0 to 255. */
const visible = 32;

/** What is smaller than this part of the largest area is a speck of the background. */
const leastShare = 0.05;

/** A mask without what lies apart from people and is too small to be one of them. */
export function withoutSpecks(cells: Uint8Array): Uint8Array {
  const areas = areasOf(cells);
  const largest = areas.reduce((most, { length }) => Math.max(most, length), 0);
  const kept = new Uint8Array(cells.length);
  for (const area of areas) {
    if (area.length < leastShare * largest) continue;
    for (const at of area) kept[at] = cells[at] as number;
  }
  return kept;
}

/** The places of visible cells, by the areas in which each touches another one. */
function areasOf(cells: Uint8Array): number[][] {
  const seen = new Uint8Array(cells.length);
  const areas: number[][] = [];
  const take = (at: number, area: number[]) => {
    if (seen[at] || (cells[at] ?? 0) < visible) return;
    seen[at] = 1;
    area.push(at);
  };
  for (const start of cells.keys()) {
    const area: number[] = [];
    take(start, area);
    // It grows while it is walked through.
    for (const at of area) {
      if (at % maskSide > 0) take(at - 1, area);
      if (at % maskSide < maskSide - 1) take(at + 1, area);
      take(at - maskSide, area);
      take(at + maskSide, area);
    }
    if (area.length > 0) areas.push(area);
  }
  return areas;
}
