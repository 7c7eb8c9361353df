import { formatOf } from "../../formats.ts";
import { rasterAtFinalSize } from "./drawing-scale.ts";
import type { Header } from "./header.ts";
import type { ImagePlan, Source } from "./operations.ts";
import type { Size } from "./size.ts";

/** How much larger than wanted an image is decoded at least, when it is shrunk at all. */
const spareFactor = 1.25;

/**
 * Turning a large image upright is dear, so a resize that comes first is done on the stored
 * image, and a JPEG is decoded at the smallest size that still covers it. A drawing is as sharp as
 * it can be when it is drawn at the size that is wanted.
 */
export function orderForDecoding(
  { source, operations }: ImagePlan & { source: Source },
  header: Header,
): ImagePlan {
  if (source.kind !== "file") return { source, operations };
  if (source.raster) return rasterAtFinalSize({ source, operations });
  const turned = header.orientation !== 1;
  const [first, ...rest] = turned ? operations.slice(1) : operations;
  if (first?.do !== "resize") return { source, operations };
  const orient = turned ? operations.slice(0, 1) : [];
  const { width, height } = first;
  const stored = header.orientation >= 5 ? { width: height, height: width } : { width, height };
  const shrink = shrinkFor(header, stored);
  return {
    source: { ...source, shrink },
    operations: [{ do: "resize", ...stored }, ...orient, ...rest],
  };
}

/**
 * The largest of the shrink factors of a decoder that leaves something for the resize to do: what
 * comes out of the decoder at nearly the wanted size is less sharp, and costs more bytes than it saves time.
 */
export function shrinkFor(
  stored: Pick<Header, "format" | "width" | "height">,
  wanted: Size,
): 1 | 2 | 4 | 8 {
  const factor = Math.min(stored.width / wanted.width, stored.height / wanted.height);
  return formatOf(stored.format).shrinks.find((shrink) => factor >= shrink * spareFactor) ?? 1;
}
