import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { emptyFile, pngHeaderBomb, textNamedJpg, truncatedJpeg } from "./pictures/broken.ts";
import {
  alphaPng,
  animatedGif,
  cmykJpeg,
  displayP3Jpeg,
  geotaggedJpeg,
  greyJpeg,
  type Orientation,
  palettePng,
  photo,
  png16,
  quadrants,
  withOrientation,
} from "./pictures.ts";
import { temporaryFolder } from "./tintype.ts";

/** A folder with a picture of every kind, for tests over HTTP. */
export async function pictureFolder(): Promise<string> {
  const folder = temporaryFolder();
  const files: Record<string, Uint8Array | Promise<Uint8Array>> = {
    "photo.jpg": photo(800, 600, { format: "jpeg" }),
    "large.jpg": photo(2560, 1600, { format: "jpeg" }),
    "quadrants.png": quadrants(400, 300, { format: "png" }),
    "quadrants.webp": quadrants(400, 300, { format: "webp" }),
    "quadrants.avif": quadrants(400, 300, { format: "avif" }),
    "quadrants.gif": quadrants(400, 300, { format: "gif" }),
    "alpha.png": alphaPng(200, 100),
    "grey.jpg": greyJpeg(120, 90),
    "cmyk.jpg": cmykJpeg(120, 90),
    "palette.png": palettePng(120, 90),
    "deep.png": png16(120, 90),
    "wide-gamut.jpg": displayP3Jpeg(120, 90),
    "geotagged.jpg": geotaggedJpeg(120, 90),
    "animated.gif": animatedGif(60, 40, 5),
    "dir/a b.jpg": photo(100, 80, { format: "jpeg" }),
    "dir/plus+sign.jpg": photo(100, 80, { format: "jpeg" }),
    "dir/image%2Bexample.jpg": photo(100, 80, { format: "jpeg" }),
    "drawing.svg": new TextEncoder().encode(
      `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" onload="alert(1)">
        <script>alert(2)</script><rect width="100" height="50" fill="red"/>
        <a href="javascript:alert(3)"><text x="5" y="30">Hi</text></a></svg>`,
    ),
    "notes.txt": new TextEncoder().encode("plain text\n"),
    "truncated.jpg": truncatedJpeg(),
    "text.jpg": textNamedJpg(),
    "empty.jpg": emptyFile(),
    "bomb.png": pngHeaderBomb(50_000, 50_000),
  };
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    files[`orientation-${orientation}.jpg`] = withOrientation(orientation as Orientation, 400, 300);
  }
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), await bytes);
  }
  return folder;
}
