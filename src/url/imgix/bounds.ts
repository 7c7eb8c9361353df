import type { PlainStep } from "../transformation.ts";
import type { ImgixValues } from "./parameters.ts";

/**
 * `max-w`, `max-h`, `min-w` and `min-h`: bounds of the finished image in pixels. Sides that are
 * asked for come within them, both by the same share; without any the image itself does.
 * @returns the values with their sides within, and how the image is fitted where it has no other way
 */
export function bound(values: ImgixValues): { values: ImgixValues; fields: PlainStep } {
  const { w, h, "max-w": maxW, "max-h": maxH, "min-w": minW, "min-h": minH } = values;
  const sizes = [w, h].filter((side) => side !== undefined && side >= 1);
  if (sizes.length === 0 && w === undefined && h === undefined) {
    if (maxW !== undefined || maxH !== undefined) return fitted(values, maxW, maxH, "at_max");
    if (minW !== undefined || minH !== undefined) {
      return fitted(values, minW, minH, "at_max_no_shrink");
    }
    return { values, fields: {} };
  }
  const most = Math.min(1, share(w, maxW), share(h, maxH));
  const least = Math.max(1, enlarged(w, minW), enlarged(h, minH));
  const by = most < 1 ? most : least;
  const scaled = (side: number | undefined) =>
    side === undefined || side < 1 ? side : Math.max(1, Math.round(side * by));
  const within: Mutable = { ...values };
  const [width, height] = [scaled(w), scaled(h)];
  if (width !== undefined) within.w = width;
  if (height !== undefined) within.h = height;
  // A side that follows from the other one may be too long as well.
  const free = values.fit === undefined || values.fit === "clip" || values.fit === "max";
  if (free && width === undefined && maxW !== undefined) within.w = maxW;
  if (free && height === undefined && maxH !== undefined) within.h = maxH;
  return { values: within, fields: {} };
}

type Mutable = { -readonly [K in keyof ImgixValues]: ImgixValues[K] };

function fitted(
  values: ImgixValues,
  width: number | undefined,
  height: number | undefined,
  crop: "at_max" | "at_max_no_shrink",
) {
  const { fit: _, ...others } = values;
  const within: Mutable = { ...others };
  if (width !== undefined) within.w = width;
  if (height !== undefined) within.h = height;
  return { values: within, fields: { crop } satisfies PlainStep };
}

function share(side: number | undefined, most: number | undefined): number {
  return side === undefined || side < 1 || most === undefined ? 1 : most / side;
}

function enlarged(side: number | undefined, least: number | undefined): number {
  return side === undefined || side < 1 || least === undefined ? 1 : least / side;
}
