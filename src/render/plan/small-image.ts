import { orderForDecoding } from "./decoding.ts";
import type { Header } from "./header.ts";
import type { ImagePlan, Source } from "./operations.ts";
import type { Size } from "./size.ts";

/** An original upright, with neither side longer than `side`: what measurements look at. */
export function smallImage(
  { moving: _, ...source }: Source & { kind: "file" },
  header: Header,
  size: Size,
  side: number,
): ImagePlan {
  const { orientation } = header;
  const upright = orientation === 1 ? [] : [{ do: "orient" as const, orientation }];
  const scale = side / Math.max(size.width, size.height);
  if (scale >= 1) return { source, operations: upright };
  const shrunk = (length: number) => Math.max(1, Math.round(length * scale));
  const resize = { do: "resize" as const, width: shrunk(size.width), height: shrunk(size.height) };
  return orderForDecoding({ source, operations: [...upright, resize] }, header);
}

/** Which file an image shows, small or not; undefined where it shows something else, or not its first page. */
export function inputOf({ source, operations }: ImagePlan): string | undefined {
  const isPlain = operations.every(({ do: does }) => does === "resize" || does === "orient");
  const isFirst =
    source.kind === "file" && source.page === 0 && !source.above && !source.seeThrough;
  return isPlain && isFirst ? source.input : undefined;
}
