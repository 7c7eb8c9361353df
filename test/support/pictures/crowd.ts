import { join } from "node:path";
import sharp from "sharp";

/** Where a face is put: the width of its box, its middle, and how far its head is tilted. */
export interface Placed {
  x: number;
  y: number;
  side: number;
  /** Degrees clockwise. */
  tilt: number;
  mirrored: boolean;
}

/** A scene and the boxes of the faces in it. */
interface Crowd {
  image: Buffer;
  faces: { left: number; top: number; width: number; height: number }[];
}

/** The longer side of a scene. */
export const crowdSide = 1920;

const demo = join(import.meta.dirname, "../../../src/demo");

/** The head of the drawn portrait, and its face in it. */
const head = { left: 150, top: 130, width: 760, height: 900 };
const face = { x: 530, y: 711, side: 466 };

/** Puts the drawn portrait's head into a drawn landscape, as often and as large as is asked for. */
export async function drawCrowd(landscape: string, placed: readonly Placed[]): Promise<Crowd> {
  const longest = { width: crowdSide, height: crowdSide, fit: "inside" } as const;
  const ground = await sharp(join(demo, landscape)).resize(longest).png().toBuffer();
  const { width, height } = await sharp(ground).metadata();
  const layers = await Promise.all(placed.map((each) => layerOf(each, { width, height })));
  const image = await sharp(ground).composite(layers).jpeg({ quality: 90 }).toBuffer();
  const faces = placed.map(({ x, y, side }) => ({
    left: x - side / 2,
    top: y - side / 2,
    width: side,
    height: side,
  }));
  return { image, faces };
}

async function layerOf(
  { x, y, side, tilt, mirrored }: Placed,
  ground: { width: number; height: number },
) {
  const scale = side / face.side;
  const width = Math.max(1, Math.round(head.width * scale));
  const height = Math.max(1, Math.round(head.height * scale));
  const oval = Buffer.from(
    `<svg width="${width}" height="${height}"><ellipse cx="50%" cy="50%" rx="50%" ry="50%"/></svg>`,
  );
  const cut = sharp(join(demo, "portrait.jpg"))
    .extract(head)
    .resize(width, height, { fit: "fill" });
  const oriented = sharp(await (mirrored ? cut.flop() : cut).png().toBuffer())
    .ensureAlpha()
    .composite([{ input: oval, blend: "dest-in" }]);
  const upright = await oriented.png().toBuffer();
  const turned = await sharp(upright)
    .rotate(tilt, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png()
    .toBuffer({ resolveWithObject: true });
  // How far the face lies from the middle of the head, which is what the head is turned about.
  const away = {
    x: (face.x - head.left - head.width / 2) * scale * (mirrored ? -1 : 1),
    y: (face.y - head.top - head.height / 2) * scale,
  };
  const angle = (tilt * Math.PI) / 180;
  const middle = {
    x: x - (away.x * Math.cos(angle) - away.y * Math.sin(angle)),
    y: y - (away.x * Math.sin(angle) + away.y * Math.cos(angle)),
  };
  const left = Math.round(middle.x - turned.info.width / 2);
  const top = Math.round(middle.y - turned.info.height / 2);
  // What lies beside the scene is no part of it.
  const from = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const inside = {
    ...from,
    width: Math.min(turned.info.width, ground.width - left) - from.left,
    height: Math.min(turned.info.height, ground.height - top) - from.top,
  };
  const input = await sharp(turned.data).extract(inside).png().toBuffer();
  return { input, left: left + from.left, top: top + from.top };
}

/** How much two boxes have in common, of all that they cover together. */
export function overlapOf(a: Crowd["faces"][0], b: Crowd["faces"][0]): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const common = Math.max(0, width) * Math.max(0, height);
  return common / (a.width * a.height + b.width * b.height - common);
}
