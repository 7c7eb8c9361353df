import { expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

/** What components come to, in our words; null where they come to nothing. */
export function rewritten(components: string) {
  const { transformation, ...lost } = rewriteCloudinary(components.split("/"), new Map());
  const printed = transformation === undefined ? null : printTransformation(transformation);
  // What is emitted is also what is read back.
  if (printed !== null) expect(parseTransformation(printed)).toEqual(transformation as never);
  return { printed, ...lost };
}

export const canonical = (ours: string) => printTransformation(parseTransformation(ours));

/** Where a layer lies if nothing is said. */
export const centred = "lap-center,lx-0,ly-0,lov-grow";

export function picture(input: string, place = centred, steps = "") {
  return `l-image,i-${input},${place},t-false${steps && `,${steps}`},l-end`;
}

/** A text as a trimmed block. */
export function written(words: string, style: string, place = centred, steps = "t-1") {
  const block = `l-text,i-${words},ia-left,${style},lx-0,ly-0,lov-grow,l-end`;
  return `l-image,i-ik_canvas,${place},w-1,h-1,bg-00000000,${block}${steps && `:${steps}`},l-end`;
}

export type Row = [components: string, ours: string | null, lost?: string[]];

export function check(rows: Row[]) {
  for (const [components, ours, ignored = []] of rows) {
    test(components, () => {
      const { printed, ...lost } = rewritten(components);
      expect(printed).toBe(ours === null ? null : canonical(ours));
      expect(lost.ignored).toEqual(ignored);
    });
  }
}

export function at(anchor: string, x: number | string, y: number | string) {
  return `lap-${anchor},lx-${x},ly-${y},lov-grow`;
}
export const cut = "lap-center,lx-0,ly-0,lov-cut";
