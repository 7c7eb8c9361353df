/** From which tone on each place of a tile is lit: 0 to 255, row by row. */
interface Thresholds {
  side: number;
  tones: number[];
}

/** In which order the places of a tile light up: lower is earlier. */
type Order = (x: number, y: number) => number;

/** So little that it only parts what would light up at once: every place is a tone more. */
const skew: Order = (x, y) => (x + 16 * y) * 1e-5;

/** How near a place is to the middle of a dot in a tile of so many places. */
const dot = (side: number): Order => {
  const wave = (place: number) => Math.cos((2 * Math.PI * (place + 0.5)) / side);
  return (x, y) => -(wave(x) + wave(y)) + skew(x, y);
};

/** The same with two dots a tile, so that their rows run at 45 degrees. */
const dots = (side: number): Order => {
  const wave = (place: number) => Math.cos((2 * Math.PI * (place + 0.5)) / side);
  return (x, y) => -wave(x) * wave(y) + skew(x, y);
};

const circle = (side: number): Order => {
  const middle = (side - 1) / 2;
  return (x, y) => Math.hypot(x - middle, y - middle);
};

const reversed =
  (order: Order): Order =>
  (x, y) =>
    -order(x, y);

/** B. Bayer, An optimum method for two-level rendition of continuous-tone images, 1973. */
const dispersed: Order = (x, y) => {
  let order = 0;
  for (let bit = 1; bit <= 4; bit *= 2) {
    const [right, down] = [x & bit ? 1 : 0, y & bit ? 1 : 0];
    order = order * 4 + ((right ^ down) * 2 + down);
  }
  return order;
};

const ninths = [3, 7, 4, 6, 1, 9, 2, 8, 5];

/** By number, as Cloudinary counts them; each with the side of its tile. */
const maps: readonly (readonly [side: number, order: Order])[] = [
  [1, () => 0],
  [2, (x, y) => (x + y) % 2],
  [2, dispersed],
  [3, (x, y) => ninths[y * 3 + x] ?? 0],
  [4, dispersed],
  [8, dispersed],
  [4, dots(4)],
  [6, dots(6)],
  [8, dots(8)],
  [4, dot(4)],
  [6, dot(6)],
  [8, dot(8)],
  [16, dot(16)],
  [5, reversed(circle(5))],
  [5, circle(5)],
  [6, reversed(circle(6))],
  [6, circle(6)],
  [7, reversed(circle(7))],
  [7, circle(7)],
];

/** The map of this number, 0 to 18. Pure. */
export function thresholds(map: number): Thresholds {
  const [side, order] = maps[map] ?? [1, () => 0];
  const orders = Array.from({ length: side * side }, (_, i) =>
    order(i % side, Math.floor(i / side)),
  );
  // What is as near lights up at once: halfway through those places.
  const count = (holds: (other: number) => boolean) => orders.filter(holds).length;
  const tones = orders.map((own) => {
    const earlier = count((other) => other < own - 1e-6);
    const alike = count((other) => Math.abs(other - own) <= 1e-6);
    return ((earlier + alike / 2) / orders.length) * 255;
  });
  return { side, tones };
}
