import type { Bombs } from "./bomb.ts";
import { boxed } from "./boxed.ts";
import { documents } from "./documents.ts";
import { drawings } from "./drawings.ts";
import { jpegs } from "./jpegs.ts";
import { plain } from "./plain.ts";
import { pngs } from "./pngs.ts";
import { screens } from "./screens.ts";
import { tiffs } from "./tiffs.ts";

/** Of every format that is read. */
export const bombs: Bombs = {
  ...pngs,
  ...jpegs,
  ...screens,
  ...boxed,
  ...tiffs,
  ...plain,
  ...documents,
  ...drawings,
};
