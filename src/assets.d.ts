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
  const LineBreaker: typeof import("./linebreak.d.ts").default;
  export default LineBreaker;
}

declare module "ogv/dist/ogv-decoder-video-vp9-simd-wasm.js" {
  interface Plane {
    bytes: Uint8Array;
    stride: number;
  }
  interface Decoder {
    init(done: () => void): void;
    /** Tells 1 where the frame is there. */
    processFrame(data: ArrayBuffer, done: (succeeded: number) => void): void;
    frameBuffer: {
      format: { cropWidth: number; cropHeight: number };
      y: Plane;
      u: Plane;
      v: Plane;
    } | null;
  }
  export default function start(options: object): Promise<Decoder>;
}
