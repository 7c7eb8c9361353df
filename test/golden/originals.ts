import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import sharp from "sharp";
import { paint, type Rgb } from "../support/pictures/pixels.ts";
import {
  alphaPng,
  animatedGif,
  animatedWebp,
  cmykJpeg,
  colourBars,
  displayP3Jpeg,
  geotaggedJpeg,
  greyJpeg,
  type Orientation,
  palettePng,
  photo,
  png16,
  quadrants,
  tall,
  tinyPng,
  withOrientation,
} from "../support/pictures.ts";
import { temporaryFolder } from "../support/tintype.ts";

const project = resolve(import.meta.dirname, "../..");
const demos = ["badge.png", "coast.jpg", "portrait.jpg", "sideways.jpg", "tower.jpg", "valley.jpg"];
const font =
  "node_modules/@expo-google-fonts/open-sans/300Light_Italic/OpenSans_300Light_Italic.ttf";

/** A folder with every original of the cases. */
export async function originalsFolder(): Promise<string> {
  const folder = temporaryFolder();
  const files: Record<string, Promise<Uint8Array>> = {
    "bars.png": colourBars(120, 80, { format: "png" }),
    "photo.jpg": photo(480, 360, { format: "jpeg" }),
    "photo.webp": photo(240, 160, { format: "webp" }),
    "photo.avif": photo(240, 160, { format: "avif" }),
    "quadrants.png": quadrants(120, 90, { format: "png" }),
    "alpha.png": alphaPng(120, 80),
    "deep.png": png16(120, 90),
    "cmyk.jpg": cmykJpeg(120, 90),
    "cmyk-profile.jpg": cmykJpeg(120, 90, true),
    "grey.jpg": greyJpeg(120, 90),
    "palette.png": palettePng(120, 90),
    "wide-gamut.jpg": displayP3Jpeg(120, 90),
    "geotagged.jpg": geotaggedJpeg(120, 90),
    "animated.gif": animatedGif(60, 40, 5),
    "animated.webp": animatedWebp(60, 40, 5),
    "scan.tiff": scan(),
    "tiny.png": tinyPng(),
    "tall.png": tall(),
    "grid.png": png(120, 80, gridAt(20)),
    "small.png": png(30, 20, gridAt(5)),
    "margins.png": png(120, 90, marginsAt),
    "dull.png": png(120, 80, (x, y) => grey(90 + Math.floor((x / 120) * 70) + (y < 40 ? 0 : 20))),
    "disc.png": disc(),
    "moves.png": png(60, 40, (x, y) => [x < 30 ? 255 : 0, y < 20 ? 128 : 255, 0]),
    "layers/moon.png": png(40, 40, (x, y) => grey(Math.hypot(x - 20, y - 20) < 14 ? 250 : 40)),
  };
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    files[`orientation-${orientation}.jpg`] = withOrientation(orientation as Orientation, 90, 60);
  }
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), await bytes);
  }
  for (const name of demos) copyFileSync(join(project, "src/demo", name), join(folder, name));
  mkdirSync(join(folder, "fonts"));
  copyFileSync(join(project, font), join(folder, "fonts/light.ttf"));
  return folder;
}

type Painter = (x: number, y: number) => Rgb;

async function png(width: number, height: number, colourAt: Painter): Promise<Uint8Array> {
  const pixels = paint(width, height, colourAt);
  return new Uint8Array(
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

function grey(value: number): Rgb {
  return [value, value, value];
}

/** Redder to the right, greener downwards, every other cell bluer: a cut shows where it was made. */
function gridAt(cell: number): Painter {
  return (x, y) => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    return [40 + column * 40, 40 + row * 65, (column + row) % 2 === 0 ? 200 : 60];
  };
}

/** Bars in a grey margin in a white one: how far a colour may differ decides what is trimmed. */
function marginsAt(x: number, y: number): Rgb {
  const inset = Math.min(x, y, 119 - x, 89 - y);
  if (inset < 12) return grey(255);
  if (inset < 24) return grey(225);
  return x < 60 ? [200, 40, 40] : [40, 80, 190];
}

/** What a scanner writes. */
async function scan(): Promise<Uint8Array> {
  const picture = sharp(await photo(240, 160, { format: "png" }));
  return new Uint8Array(await picture.tiff({ compression: "lzw" }).toBuffer());
}

/** A green disc with a white dot at its right, on much transparency. */
async function disc(): Promise<Uint8Array> {
  const [width, height] = [80, 80];
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const inside = Math.max(0, Math.min(1, 25 - Math.hypot(x - 39.5, y - 39.5)));
      const dot = Math.hypot(x - 50, y - 39.5) < 6;
      pixels.set([...(dot ? [255, 255, 255] : [30, 150, 70]), Math.round(inside * 255)], i);
    }
  }
  return new Uint8Array(
    await sharp(pixels, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
  );
}
