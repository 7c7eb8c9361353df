import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { photo } from "../../support/pictures.ts";
import { makeClip, withoutFfmpeg } from "../../video/clips.ts";

/** What lies in the folder, by what is in the file; the lists' ids were made neutral to these. */
const files = {
  photo:
    "p/one.jpg p/one.jpeg p/two.jpg p/two.webp p/one.webp p/one.png p/noext.jpg p/CAPS.JPG " +
    "p/one%20two.jpg p/one%20two.webp p/one%20two.png one%20two/image%20(1)_6xEr7uDhB.png " +
    "p/one%20(2).jpg two.jpg one.jpg one.png projects/one.jpg development/one.png p/back.jpg " +
    "production/p/one.jpg fallback.jpg default-image.jpg missing_image.png fallback.png " +
    "site_bg.jpg p/generic/headshot.png p/noext events/two.jpg shop/p/one.jpg p/one p/two",
  large: "p/big.jpg",
  face: "p/face.jpg p/face.png p/face.webp p/face league/p/face.jpg",
  logo:
    "p/logo.png logo.png Dev/logo.png desktop/logo.png sf/desktop/logo.png p/logo p/mark.png " +
    "p/mark/logo_v20.png p/frame.png mark_icon.png mark_one.png Mark_one_trans.png hue_bar.png " +
    "mark4.png mark-logo.png p/icons/star.png p/core/mark/afp_mark.png generic/headshot.png " +
    "Misc/Bumpmap.png p/logo-v2@2x.png p/trans.png",
  pixel: "Misc/One%20Pixel%20Gray.png",
  drawing: "p/draw.svg",
  animation: "p/anim.gif",
  video: "p/clip.mp4",
  document: "p/doc.pdf",
  archive: "p/file.zip",
  font:
    "tuner-regular.ttf NotoSansDevanagari-Bold.ttf p/fonts/PlayfairDisplay-ExtraBold.ttf " +
    "notosansjp-medium.otf p/Matter-Medium.woff2 p/Matter-Regular.woff2",
} as const;

/** Pixels of each picture. */
const sizes = {
  photo: [2400, 1600],
  large: [6000, 4000],
  face: [1200, 1500],
  logo: [600, 300],
  pixel: [1, 1],
  animation: [320, 240],
} as const;

type Kind = keyof typeof files;

/** Every file of the folder, decoded, with what is in it. */
function fileNames(): [name: string, kind: Kind][] {
  return (Object.entries(files) as [Kind, string][]).flatMap(([kind, names]) =>
    names.split(" ").map((name): [string, Kind] => [decodeURIComponent(name), kind]),
  );
}

/**
 * Fills a folder with originals for the paths of the lists.
 * @param pixels whether the images are images; to plan for them, names are enough
 * @param scale what their sides are multiplied by
 * @param clip whether the video is one, where there is an FFmpeg to make it
 */
export async function writeOriginals(
  folder: string,
  { pixels, scale = 1, clip = false }: { pixels: boolean; scale?: number; clip?: boolean },
) {
  for (const [name, kind] of fileNames()) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    if (clip && kind === "video" && withoutFfmpeg === undefined) {
      makeClip(folder, name, { width: 640, height: 360, seconds: 2 });
    } else writeFileSync(file, pixels ? await bytesOf(name, kind, scale) : name);
  }
}

const made = new Map<string, Promise<Uint8Array>>();

/** The bytes of one of them; each kind is made once for each format. */
function bytesOf(name: string, kind: Kind, scale = 1): Promise<Uint8Array> {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase().replace("jpeg", "jpg") ?? "jpg";
  const key = `${kind} ${extension} ${scale}`;
  const known = made.get(key) ?? make(kind, extension, scale);
  made.set(key, known);
  return known;
}

const font = "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf";
const root = join(import.meta.dirname, "../../..");

async function make(kind: Kind, extension: string, scale: number): Promise<Uint8Array> {
  if (kind === "font") return new Uint8Array(readFileSync(Bun.resolveSync(font, root)));
  const text = texts[kind];
  if (text !== undefined) return new TextEncoder().encode(text);
  const [width, height] = sizes[kind as keyof typeof sizes].map((side) =>
    Math.max(1, Math.round(side * scale)),
  ) as [number, number];
  const picture = sharp(await photo(600, 400, { format: "png" })).resize(width, height, {
    fit: "fill",
  });
  if (kind === "logo") picture.ensureAlpha().extend({ top: 20, bottom: 20, background: "#0000" });
  const format = { jpg: "jpeg", png: "png", webp: "webp", gif: "gif" }[extension] ?? "jpeg";
  return new Uint8Array(await picture.toFormat(format as "jpeg").toBuffer());
}

const texts: Partial<Record<Kind, string>> = {
  drawing:
    '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#2f74c0"/><circle cx="400" cy="300" r="200" fill="#fff"/></svg>',
  video: "\0\0\0\u0018ftypmp42\0\0\0\0mp42isom",
  document:
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
    "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\n" +
    "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\n" +
    "trailer<</Root 1 0 R>>\n%%EOF\n",
  archive: "PK\u0005\u0006",
};
