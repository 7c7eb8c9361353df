import type { OperationOf } from "../../../plan/operations.ts";
import { isNeutral, type Table, tableOf } from "../../../plan/tones/curves.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour } from "./alpha.ts";
import { inColour } from "./colour-bands.ts";

/** Maps the tones: one look-up a value, however many curves there are. */
export function curve(image: Image, { curves }: OperationOf<"curve">, vips: Engine): Image {
  return mapTones(image, tableOf(curves), vips);
}

/** Puts each tone's own red, green and blue in its place; a grey image stays grey for grey. */
export function mapTones(image: Image, table: Table, vips: Engine): Image {
  const neutral = isNeutral(table);
  const values = neutral ? table.filter((_, i) => i % 3 === 0) : table;
  using tones = vips.Image.newFromMemory(values, 256, 1, neutral ? 1 : 3, vips.BandFormat.uchar);
  using ready = neutral ? image.copy() : inColour(image);
  return onColour(ready, (bands) => bands.maplut(tones));
}
