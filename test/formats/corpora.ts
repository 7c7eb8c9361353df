import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Pictures that nobody here made: from Debian packages (see .ci/run) and old npm packages that
// still brought their test pictures along. They are read where they are installed.

export interface Corpus {
  name: string;
  folder: string;
  /** Where it comes from, for whoever lacks it. */
  from: string;
}

const pixbuf = "/usr/libexec/installed-tests/gdk-pixbuf";
const go = "/usr/share/go/src/image";

export const corpora: readonly Corpus[] = [
  {
    name: "PngSuite, basic formats and backgrounds",
    folder: join(go, "png/testdata/pngsuite"),
    from: "Debian's golang-src",
  },
  {
    name: "PngSuite, filters and transparency",
    folder: join(packageFolder("pngjs-with-pictures/package.json"), "examples/test/img"),
    from: "pngjs 0.4.0",
  },
  {
    name: "Go, PNG",
    folder: join(go, "png/testdata"),
    from: "Debian's golang-src",
  },
  {
    name: "Go, JPEG subsamplings, scans and inks, GIF",
    folder: join(go, "testdata"),
    from: "Debian's golang-src",
  },
  {
    name: "Go, TIFF and WebP",
    folder: "/usr/share/gocode/src/golang.org/x/image/testdata",
    from: "Debian's golang-golang-x-image-dev",
  },
  {
    name: "jpeg-js",
    folder: join(packageFolder("jpeg-js-with-pictures/package.json"), "test/fixtures"),
    from: "jpeg-js 0.1.2",
  },
  { name: "GDK-PixBuf", folder: pixbuf, from: "Debian's gdk-pixbuf-tests" },
  ...["fail", "randomly-modified", "reftests", "reftests/tga", "gif-test-suite"].map((folder) => ({
    name: `GDK-PixBuf, ${folder}`,
    folder: join(pixbuf, "test-images", folder),
    from: "Debian's gdk-pixbuf-tests",
  })),
];

/** Why a corpus cannot be tested here, or `undefined` when it can. */
export function whyAbsent({ folder, from }: Corpus): string | undefined {
  return existsSync(folder) ? undefined : `the pictures of ${from} not found`;
}

/** Pictures in the folder itself, of formats that can be decoded and of some that cannot. */
export function picturesOf({ folder }: Corpus): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(?:png|gif|jpe?g|tiff?|webp|bmp|ico|tga|icns|xpm|ppm|ani)$/i.test(name))
    .sort();
}

function packageFolder(file: string): string {
  return dirname(fileURLToPath(import.meta.resolve(file)));
}
