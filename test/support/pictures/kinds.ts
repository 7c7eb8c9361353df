// Pictures of the less usual kinds: inks, palettes, depths, profiles, frames, tags.

import sharp, { type Sharp } from "sharp";
import { bytesOf, encoded, fromPixels, once } from "./encode.ts";
import { barAt, barColours, paint, paintPhoto, paintQuadrants } from "./pixels.ts";

/** The one colour of alphaPng(): a reader that multiplies alpha twice darkens it. */
export const alphaColour = [210, 90, 40] as const;

/** One colour throughout, clear at the left edge, opaque at the right. */
export function alphaPng(width = 200, height = 150): Promise<Uint8Array> {
  return once(`alpha ${width} ${height}`, () => {
    const pixels = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      const alpha = Math.round(((i % width) / Math.max(width - 1, 1)) * 255);
      pixels.set([...alphaColour, alpha], i * 4);
    }
    return bytesOf(sharp(pixels, { raw: { width, height, channels: 4 } }).png());
  });
}

/** One channel: black at the left edge, white at the right. */
export function greyJpeg(width = 200, height = 150): Promise<Uint8Array> {
  return once(`grey ${width} ${height}`, () => {
    const pixels = Uint8Array.from({ length: width * height }, (_, i) =>
      Math.round(((i % width) / Math.max(width - 1, 1)) * 255),
    );
    const picture = sharp(pixels, { raw: { width, height, channels: 1 } });
    return bytesOf(picture.toColourspace("b-w").jpeg({ quality: 92 }));
  });
}

/**
 * The quadrants in printing inks. With `profile` the file also says which inks, which takes half a
 * megabyte; without, a reader has to assume some.
 */
export function cmykJpeg(width = 200, height = 150, profile = false): Promise<Uint8Array> {
  return once(`cmyk ${width} ${height} ${profile}`, () => {
    const picture = fromPixels(paintQuadrants(width, height), width, height).toColourspace("cmyk");
    const tagged = profile ? picture.withIccProfile("cmyk") : picture;
    return bytesOf(encoded(tagged, { format: "jpeg" }));
  });
}

/** Colour bars as indexes into a palette. */
export function palettePng(width = 200, height = 150): Promise<Uint8Array> {
  return once(`palette ${width} ${height}`, () => {
    const pixels = paint(width, height, (x) => barAt(x, width));
    const picture = fromPixels(pixels, width, height);
    return bytesOf(picture.png({ palette: true, colours: 16, dither: 0 }));
  });
}

/** 16 bits a channel: red rises to the right, green downwards, blue is half. */
export function png16(width = 200, height = 150): Promise<Uint8Array> {
  return once(`png16 ${width} ${height}`, () => {
    const pixels = new Uint16Array(width * height * 3);
    for (let i = 0; i < width * height; i++) {
      const across = (i % width) / Math.max(width - 1, 1);
      const down = Math.floor(i / width) / Math.max(height - 1, 1);
      pixels.set([Math.round(across * 65535), Math.round(down * 65535), 32768], i * 3);
    }
    const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
    return bytesOf(picture.toColourspace("rgb16").png());
  });
}

/** The quadrants in Display P3: a reader that ignores the profile shows them too dull. */
export function displayP3Jpeg(width = 200, height = 150): Promise<Uint8Array> {
  return once(`p3 ${width} ${height}`, () => {
    const picture = fromPixels(paintQuadrants(width, height), width, height);
    return bytesOf(encoded(picture.withIccProfile("p3"), { format: "jpeg" }));
  });
}

/** Each frame is one of `barColours`, in their order, for 100 ms; it loops for ever. */
export function animatedGif(width = 60, height = 40, frames = 5): Promise<Uint8Array> {
  return once(`animated gif ${width} ${height} ${frames}`, () =>
    bytesOf(filmstrip(width, height, frames).gif({ ...timing(frames), dither: 0 })),
  );
}

/** As animatedGif(). */
export function animatedWebp(width = 60, height = 40, frames = 5): Promise<Uint8Array> {
  return once(`animated webp ${width} ${height} ${frames}`, () =>
    bytesOf(filmstrip(width, height, frames).webp({ ...timing(frames), quality: 92, effort: 2 })),
  );
}

function filmstrip(width: number, height: number, frames: number): Sharp {
  const pixels = paint(width, height * frames, (_, y) => {
    return barColours[Math.floor(y / height) % barColours.length] ?? barColours[0];
  });
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(pixels, { raw });
}

function timing(frames: number): { delay: number[]; loop: number } {
  return { delay: new Array(frames).fill(100), loop: 0 };
}

/** One white pixel. */
export function tinyPng(): Promise<Uint8Array> {
  return once("tiny", () => bytesOf(fromPixels(Uint8Array.of(255, 255, 255), 1, 1).png()));
}

/** A photograph that says where it was taken (51.5007 N, 0.1246 W), by whom and with what. */
export function geotaggedJpeg(width = 200, height = 150): Promise<Uint8Array> {
  return once(`geotagged ${width} ${height}`, () => {
    const picture = fromPixels(paintPhoto(width, height), width, height).withExif({
      IFD0: { Artist: "A. Photographer", Copyright: "A. Photographer", Make: "Plate Camera Works" },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "51/1 30/1 252/100",
        GPSLongitudeRef: "W",
        GPSLongitude: "0/1 7/1 2856/100",
      },
    });
    return bytesOf(encoded(picture, { format: "jpeg" }));
  });
}
