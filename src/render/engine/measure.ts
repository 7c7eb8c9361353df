import type { Colour } from "../plan/operations.ts";
import type { Box } from "../plan/size.ts";
import type { Engine, Image } from "./engine.ts";
import { colourBands, readyFor } from "./operations/colour/colour-bands.ts";

/**
 * The part of an image that its margin surrounds; of several, the part that holds all of theirs.
 * What is like the top left pixel, or of several images the one that most have, is margin, and what
 * is transparent too; images of nothing but margin are all kept.
 * @param threshold how unlike the margin a pixel is that counts, 0 to 255 per channel
 * @param edge the margin's colour, where it is not that of the top left pixel
 */
export function findTrim(
  vips: Engine,
  images: readonly Image[],
  threshold: number,
  edge?: Colour,
): Box {
  const ground = edge ?? commonCorner(images, threshold);
  const boxes = images.flatMap((image) => findContent(vips, image, threshold, ground) ?? []);
  const [first] = images;
  if (boxes.length === 0)
    return { left: 0, top: 0, width: first?.width ?? 1, height: first?.height ?? 1 };
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** The top left pixel that most images have: in some of several, what moves may lie on it. */
function commonCorner(images: readonly Image[], threshold: number): number[] {
  const corners = images.map((image) => image.getpoint(0, 0));
  const [first = [], ...others] = corners;
  if (others.length === 0) return first;
  const supporters = corners.map(
    (corner) => corners.filter((other) => areAlike(corner, other, threshold)).length,
  );
  return corners[supporters.indexOf(Math.max(...supporters))] ?? first;
}

function areAlike(one: readonly number[], other: readonly number[], threshold: number): boolean {
  if (one.length % 2 === 0 && one.at(-1) === 0 && other.at(-1) === 0) return true;
  return one.every((value, band) => Math.abs(value - (other[band] ?? value)) <= threshold);
}

function findContent(
  vips: Engine,
  image: Image,
  threshold: number,
  ground: Colour | number[],
): Box | undefined {
  using ready = "red" in ground ? readyFor(image, ground) : image.copy();
  // Looked at several times.
  using settled = ready.copyMemory();
  const corner = "red" in ground ? colourBands(ground, settled) : ground;
  const clear = settled.hasAlpha() && corner.at(-1) === 0;
  using content = clear ? settled.extractBand(settled.bands - 1) : settled.copy();
  const colour = settled.hasAlpha() ? corner.slice(0, -1) : corner;
  const background = clear ? [0] : colour;
  const find = (searched: Image, on: number[], unlike: number): Box | undefined => {
    const box = searched.findTrim({ threshold: unlike, background: on, line_art: true });
    return box.width > 0 && box.height > 0 ? box : undefined;
  };
  // What lies on nothing is no noise: small letters are all fine lines. Elsewhere specks are passed
  // over, unless there is nothing else.
  if (!clear) {
    using solid = withoutSpecks(vips, content, background, threshold);
    const found = find(solid, [0], 1);
    if (found) return found;
  }
  return find(content, background, threshold);
}

/** A pixel that has so many of its kind around it is no speck: those of lines and dots have. */
const leastNeighbours = 2;

/** Not 0 where a pixel is unlike the background, and neither alone in that nor with one other. */
function withoutSpecks(vips: Engine, image: Image, background: number[], threshold: number): Image {
  using flat = image.hasAlpha() ? image.flatten({ background }) : image.copy();
  using difference = flat.linear(
    background.map(() => 1),
    background.map((value) => -value),
  );
  using size = difference.abs();
  using bands = size.more(threshold);
  using unlike = bands.bandor();
  using counted = neighbourhood(vips, unlike);
  using among = counted.more(leastNeighbours);
  using solid = among.and(unlike);
  // The ends of a line have one neighbour each, which has more.
  using near = neighbourhood(vips, solid);
  using touched = near.more(0);
  return touched.and(unlike);
}

/** How many of a pixel and the eight around it are set. */
function neighbourhood(vips: Engine, mask: Image): Image {
  using ones = vips.Image.newFromArray(Array.from({ length: 3 }, () => [1, 1, 1]) as never);
  using set = mask.linear(1 / 255, 0, { uchar: true });
  // Beyond the edge there is nothing: libvips would repeat it.
  using framed = set.embed(1, 1, mask.width + 2, mask.height + 2);
  using counted = framed.conv(ones, { precision: "integer" });
  return counted.crop(1, 1, mask.width, mask.height);
}
