import { join } from "node:path";
import sharp from "sharp";
import type { Box } from "../../../src/render/plan/size.ts";

/** What is drawn: a stop sign or the face of a clock, by its middle and its side. */
interface Thing {
  name: "stopSign" | "clock";
  x: number;
  y: number;
  side: number;
}

/** The size of a scene. */
const street = { width: 1200, height: 800 } as const;

const valley = join(import.meta.dirname, "../../../src/demo/valley.jpg");

/** Draws signs and clocks into the landscape of the valley. */
export async function drawStreet(things: readonly Thing[]): Promise<Buffer> {
  const body = things.map(({ name, x, y, side }) => {
    const scale = side / 200;
    const drawn = name === "clock" ? clock : stopSign;
    return `<g transform="translate(${x} ${y}) scale(${scale})">${drawn}</g>`;
  });
  const { width, height } = street;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body.join("")}</svg>`;
  return sharp(valley)
    .resize(width, height)
    .composite([{ input: Buffer.from(drawing) }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

export function boxOf({ x, y, side }: Thing): Box {
  return { left: x - side / 2, top: y - side / 2, width: side, height: side };
}

/** Points on a circle around the middle. */
function around(count: number, radius: number, turn = 0): [x: number, y: number][] {
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (i * 2 * Math.PI) / count;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

function octagon(radius: number, colour: string): string {
  const points = around(8, radius, Math.PI / 8).map(([x, y]) => `${x},${y}`);
  return `<polygon points="${points.join(" ")}" fill="${colour}"/>`;
}

// Letters are drawn: which fonts a machine has does not matter.
const letters = [
  "M-44,-20 C-52,-32 -74,-28 -72,-14 C-70,0 -44,-2 -44,14 C-44,30 -70,30 -74,16",
  "M-36,-27 H-4 M-20,-27 V28",
  "M20,-27 C34,-27 36,28 20,28 C4,28 6,-27 20,-27 Z",
  "M46,28 V-27 H60 C76,-27 76,2 60,2 H46",
];

const stopSign = `<rect x="-6" y="90" width="12" height="200" fill="#888"/>${octagon(108, "#fff")}${octagon(
  101,
  "#c1121f",
)}<path d="${letters.join(" ")}" fill="none" stroke="#fff" stroke-width="11"/>`;

const marks = around(12, 78).map(([x, y], i) => {
  const size = i % 3 === 0 ? 9 : 5;
  return `<circle cx="${x}" cy="${y}" r="${size}" fill="#111"/>`;
});

const clock = `<circle r="100" fill="#222"/><circle r="90" fill="#fdfdf5"/>${marks.join("")}
<path d="M0,0 V-58 M0,0 L36,16" stroke="#111" stroke-width="7"/><circle r="7" fill="#111"/>`;
