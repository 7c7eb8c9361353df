import { stillImage } from "../codecs/boxes/key-frame-image.ts";
import type { Engine, Image } from "../engine.ts";
import { type Keep, withImages } from "../execute.ts";
import { load, normalise } from "../load.ts";
import { checkFrame } from "./check-frame.ts";
import { editsOf } from "./edits.ts";
import type { WantedFrame } from "./film.ts";
import { withFilm } from "./film-file.ts";
import { storedSize } from "./frame-size.ts";
import { type FilmFrame, type FoundFrame, findKeyFrame } from "./key-frame.ts";
import { imageOfPlanes } from "./planes.ts";
import { decodeVp9 } from "./vp9.ts";

/** A frame of a film as a JPEG, upright and with square pixels. */
interface MadeFrame extends Pick<FoundFrame, "at" | "isExact"> {
  bytes: Uint8Array;
}

/** Loses next to nothing, and is read much faster than a PNG. */
const jpeg = { Q: 98, subsample_mode: "off", keep: "none" } as const;

/** Makes an image of a key frame. */
export async function makeFrame(
  vips: Engine,
  file: string,
  wanted: WantedFrame,
): Promise<MadeFrame> {
  const found = await withFilm(file, async (film) =>
    findKeyFrame(film, wanted, await editsOf(file)),
  );
  // What a key frame says of its size counts, and not what the film says.
  checkFrame(storedSize(found.frame), wanted.maxPixels);
  const { at, isExact } = found;
  return withImages(async (keep) => {
    const stored = keep(await decoded(vips, found.frame));
    checkFrame(stored, wanted.maxPixels);
    const shown = upright(keep(normalise(stored, false)), found, wanted, keep);
    return { bytes: shown.jpegsaveBuffer(jpeg), at, isExact };
  });
}

async function decoded(vips: Engine, frame: FilmFrame): Promise<Image> {
  const { codec } = frame;
  if (codec === "vp9") return imageOfPlanes(vips, await decodeVp9(frame));
  const { bytes, format } = stillImage({ ...frame, codec });
  return load(vips, bytes, format, { shrink: 1, page: 0, streams: false });
}

/** As a player shows it: turned, then flipped, with square pixels. */
function upright(
  stored: Image,
  { rotation, isFlipped }: FoundFrame,
  { width, height }: WantedFrame,
  keep: Keep,
): Image {
  const turns = { 0: "d0", 90: "d90", 180: "d180", 270: "d270" } as const;
  const turned = rotation === 0 ? stored : keep(stored.rot(turns[rotation]));
  const flipped = isFlipped ? keep(turned.flip("horizontal")) : turned;
  if (flipped.width === width && flipped.height === height) return flipped;
  return keep(flipped.resize(width / flipped.width, { vscale: height / flipped.height }));
}
