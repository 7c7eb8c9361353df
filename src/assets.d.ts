/** Files that are embedded in the executable: the import is a path that can be read. */
declare module "*.wasm" {
  const path: string;
  export default path;
}

declare module "*.ttf" {
  const path: string;
  export default path;
}

declare module "*.bin" {
  const path: string;
  export default path;
}

declare module "*.graph" {
  const path: string;
  export default path;
}

declare module "*.sql" {
  const text: string;
  export default text;
}

declare module "@jsquash/webp/codec/enc/webp_enc_simd.js" {
  export { default } from "@jsquash/webp/codec/enc/webp_enc.js";
}

declare module "linebreak" {
  /** Where lines may break, by Unicode Annex 14. */
  export default class LineBreaker {
    constructor(text: string);
    /** The next place, as an index of UTF-16 units; null after the last. */
    nextBreak(): { position: number; required: boolean } | null;
  }
}
