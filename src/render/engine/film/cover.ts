import { type AttachedImage, FLAC, MP3, MP4, OGG, QTFF } from "mediabunny";
import { type DecodableFormat, isDecodable, sniff } from "../../../formats.ts";
import { withFilm } from "./film-file.ts";

/** An image that is embedded in a song. */
interface Cover {
  bytes: Uint8Array;
  format: DecodableFormat;
}

/** The front cover, or else the first image that can be read; undefined where there is none. */
export function readCover(file: string): Promise<Cover | undefined> {
  const read = async (images: readonly AttachedImage[]) => {
    const front = images.filter(({ kind }) => kind === "coverFront");
    for (const { data: bytes } of [...front, ...images]) {
      // What the tag says of its type is often wrong.
      const format = sniff(bytes);
      if (isDecodable(format)) return { bytes, format };
    }
    return undefined;
  };
  return withFilm(file, async (film) => read((await film.getMetadataTags()).images ?? []), {
    formats: [MP3, FLAC, OGG, MP4, QTFF],
  });
}
