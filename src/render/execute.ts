import { encode } from "./encode.ts";
import type { Engine, Image } from "./engine.ts";
import type { Decodable } from "./header.ts";
import type { Operation, Plan } from "./plan.ts";
import { orient } from "./steps/orient.ts";
import { pad } from "./steps/pad.ts";
import { resize } from "./steps/resize.ts";
import { rotate } from "./steps/rotate.ts";

/** What each operation of a plan does to a picture; every one gives a new picture. */
const steps: {
  [K in Operation["do"]]: (image: Image, operation: Extract<Operation, { do: K }>) => Image;
} = {
  resize,
  crop: (image, { left, top, width, height }) => image.crop(left, top, width, height),
  pad,
  orient,
  blur: (image, { sigma }) => image.gaussblur(sigma),
  rotate,
  flip: (image, { horizontal, vertical }) => {
    if (horizontal && vertical) return image.rot("d180");
    return image.flip(horizontal ? "horizontal" : "vertical");
  },
};

/** Makes a rendition: decodes, runs the plan's operations in order, encodes. */
export async function execute(
  vips: Engine,
  bytes: Uint8Array,
  format: Decodable,
  plan: Plan,
): Promise<Uint8Array> {
  const pictures: Image[] = [];
  const keep = (picture: Image) => {
    pictures.push(picture);
    return picture;
  };
  try {
    const [first, ...rest] = plan.operations;
    const streams = first === undefined || first.do === "resize" || first.do === "crop";
    let picture = keep(load(vips, bytes, format, plan.shrink, streams));
    if (first && streams) picture = keep(apply(picture, first));
    picture = keep(normalise(picture, plan.convert));
    const remaining = streams ? rest : plan.operations;
    // A picture that streams from its decoder can be read once, from top to bottom.
    if (remaining.length > 0 && streams) picture = keep(picture.copyMemory());
    for (const operation of remaining) picture = keep(apply(picture, operation));
    return await encode(picture, plan.output);
  } finally {
    for (const picture of pictures) picture.delete();
  }
}

function apply<K extends Operation["do"]>(image: Image, operation: Extract<Operation, { do: K }>) {
  const step = steps[operation.do] as (image: Image, operation: Operation) => Image;
  return step(image, operation);
}

/** Opens an original with the decoder of its format and no other; a cut-off one is an error. */
export function load(
  vips: Engine,
  bytes: Uint8Array,
  format: Decodable,
  shrink: Plan["shrink"],
  streams: boolean,
): Image {
  const options = {
    access: streams ? "sequential" : "random",
    fail_on: "truncated",
  } as const;
  switch (format) {
    case "jpeg":
      return vips.Image.jpegloadBuffer(bytes, { ...options, shrink });
    case "png":
      return vips.Image.pngloadBuffer(bytes, options);
    case "webp":
      return vips.Image.webploadBuffer(bytes, options);
    case "gif":
      return vips.Image.gifloadBuffer(bytes, options);
    case "avif":
      return vips.Image.heifloadBuffer(bytes, options);
  }
}

/** Eight bits of sRGB or grey, whatever came. */
function normalise(image: Image, convert: boolean): Image {
  if (convert) {
    const cmyk = image.interpretation === "cmyk";
    return image.iccTransform("srgb", {
      embedded: true,
      ...(cmyk ? { input_profile: "cmyk" } : {}),
      intent: "relative",
      black_point_compensation: true,
      depth: 8,
    });
  }
  const grey = image.bands < 3;
  return image.colourspace(grey ? "b-w" : "srgb");
}
