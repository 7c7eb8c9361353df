import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { compare } from "../golden/perceptual.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { converted } from "./converters.ts";
import { corpora, picturesOf, whyAbsent } from "./corpora.ts";
import { brokenFiles } from "./pngsuite-broken.ts";

// Every file of every corpus renders as sharp renders it, or is refused by name. None of them
// hangs the server or ends a renderer.

/** Milliseconds for both requests of a file; the server itself answers 504 before. */
const limit = 60_000;
const asked = 64;

/**
 * The greatest distance to sharp's own rendition (ΔE in the worst twentieth of the tiles, see
 * compare()). PNG shows what was decoded: what is left are JPEGs that sharp reads smaller than they
 * are. JPEG at quality 80 or less and GIF's palette show up in pictures as small as these.
 */
const tolerances = { png: 5, jpeg: 21, gif: 9 } as const;

/** CMYK without a profile: sharp's rendering intent is perceptual, the engine's relative. */
const inks = ["video-001.cmyk.jpeg", "cmyk-grey.jpg", "tree-cmyk.jpg"];
const inksTolerance = 9;

/** Resized GIFs of noise become PNGs of 256 colours, since more would take more bytes than the GIF. */
const noise = /^(?:\d+-codes|large-codes|max-codes)/;
const noiseTolerance = 6;

/**
 * 1x65535, so 64 wide they are over the limit of the output; a TGA with fewer colours than it names,
 * which its corpus shows.
 */
const refusedAlthoughShown = ["max-height.gif", "max-height.png", "colormap-too-small.tga"];

/** Rendered although they are damaged: only a checksum is wrong. Sharp takes warnings for errors. */
// Of invalid-zlib.png the check value alone is wrong: every pixel is there.
const renderedAlthoughDamaged = [
  "invalid-crc32.png",
  "invalid-zlib.png",
  "xhdn0g08.png",
  "xcsn0g01.png",
];

/**
 * Frames that clear to transparent, as their suite says (see frames.test.ts), sharp's to a colour, and
 * leave transparent what they do not cover, sharp's black; a fourth byte that is reserved, which
 * browsers pass over and ImageMagick takes for alpha.
 */
const otherwiseThanOthers = [
  ...["dispose-restore-background.gif", "yellow_rose-small.bmp"],
  ...["image-inside-bg.gif", "image-outside-bg.gif", "image-overlap-bg.gif"],
  ...["images-combine.gif", "missing-pixels.gif"],
];

const folder = temporaryFolder();
let server: RunningServer;
beforeAll(async () => {
  server = await startServer(fromCheckout, [folder]);
});
afterAll(() => server?.stop());

for (const [index, corpus] of corpora.entries()) {
  describeUnless(whyAbsent(corpus), corpus.name, () => {
    for (const name of picturesOf(corpus)) {
      const file = join(corpus.folder, name);
      const isMeddledWith = /, (?:fail|randomly-modified)$/.test(corpus.name);
      test(name, () => check({ name, file, path: `${index}-${name}`, isMeddledWith }), limit);
    }
  });
}

const [pngSuite] = corpora;
describeUnless(pngSuite && whyAbsent(pngSuite), "PngSuite's broken files:", () => {
  for (const [description, broken] of Object.entries(brokenFiles)) {
    const name = description.replace(/:.*/, "");
    const rendered = renderedAlthoughDamaged.includes(name);
    test(
      `${description}, is ${rendered ? "rendered all the same" : "refused"}`,
      async () => {
        // A name ends in colour type and depth: x..n2c08 is basn2c08, broken.
        const whole = readFileSync(join(pngSuite?.folder ?? "", `bas${name.slice(-9)}`));
        for (const { status, error } of await render(broken(whole), name)) {
          expect(status).toBe(rendered ? 200 : 415);
          if (!rendered) expect(error).toStartWith("EFORMAT - ");
        }
      },
      limit,
    );
  }
});

test("no renderer has ended", () => {
  expect(server.log()).not.toContain("A renderer ended");
});

interface Rendition {
  status: number;
  error: string | null;
  body: Uint8Array;
}

/** A file of a corpus. */
interface Sample {
  name: string;
  /** Where it lies. */
  file: string;
  /** Where it is served. */
  path: string;
  /** Whether its corpus is one of damaged files. */
  isMeddledWith: boolean;
}

async function check({ name, file, path, isMeddledWith }: Sample): Promise<void> {
  const stored = readFileSync(file);
  const bytes = asPng(stored, file);
  // Others make of damaged bitmaps what each likes.
  const isDamaged = bytes !== stored && isMeddledWith;
  const size = await sizeIfDecodable(bytes);
  for (const { status, error, body } of await render(stored, path)) {
    if (status !== 200) {
      expect(error).toMatch(/^(?:EFORMAT|ELIMIT) - /);
      expect(status).toBeOneOf([400, 415]);
      if (size !== undefined && !isDamaged) expect(refusedAlthoughShown).toContain(name);
      continue;
    }
    const { format, width, height } = await sharp(body).metadata();
    expect(width).toBe(asked);
    if (isDamaged) continue;
    if (size === undefined) {
      expect(renderedAlthoughDamaged).toContain(name);
      continue;
    }
    if (otherwiseThanOthers.includes(name)) continue;
    expect(Math.abs(height - Math.max(1, (asked * size.height) / size.width))).toBeLessThan(1);
    const box = { width, height, fit: "fill" } as const;
    const gamma = gammaOf(bytes);
    // Eight bits are resized before their colours are converted, sixteen afterwards.
    const resized =
      gamma === undefined
        ? sharp(bytes).autoOrient().resize(box)
        : bytes[24] === 16
          ? sharp(await withGamma(sharp(bytes), gamma)).resize(box)
          : sharp(await withGamma(sharp(bytes).resize(box), gamma));
    const { distance } = await compare(body, await resized.png().toBuffer());
    expect(distance).toBeLessThanOrEqual(toleranceOf(name, format));
  }
}

/** What sharp does not read, as its corpus or ImageMagick shows it; as it is where both fail. */
function asPng(stored: Uint8Array, file: string): Uint8Array {
  const [, kind] = /\.(bmp|tga|ppm|ico)$/.exec(file) ?? [];
  if (kind === undefined) return stored;
  if (existsSync(`${file}.ref.png`)) return readFileSync(`${file}.ref.png`);
  try {
    return converted(stored, kind, "png", (from, to) => [
      "convert",
      `${kind}:${from}[0]`,
      "-auto-orient",
      to,
    ]);
  } catch {
    return stored;
  }
}

/** As browsers show a PNG that tells its gamma alone, which sharp ignores. */
async function withGamma(picture: Sharp, gamma: number): Promise<Uint8Array> {
  const { data, info } = await picture
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const shown = data.map((value, i) =>
    i % 4 === 3 ? value : srgbOf((value / 255) ** (1 / gamma)),
  );
  return sharp(shown, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

/** The gamma of a PNG that says nothing else of its colours, unless it is meant for sRGB's. */
function gammaOf(bytes: Uint8Array): number | undefined {
  const file = Buffer.from(bytes);
  const at = file.indexOf("gAMA");
  if (at < 0 || file.toString("latin1", 1, 4) !== "PNG") return undefined;
  if (["sRGB", "iCCP"].some((name) => file.includes(name))) return undefined;
  const gamma = file.readUInt32BE(at + 4) / 100_000;
  return Math.abs(gamma - 0.455) < 0.015 ? undefined : gamma;
}

function srgbOf(light: number): number {
  return Math.round(
    255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055),
  );
}

/** As PNG, which shows what was decoded, and as what the server itself chooses. */
function render(bytes: Uint8Array, path: string): Promise<Rendition[]> {
  writeFileSync(join(folder, path), bytes);
  const targets = [`/tr:w-${asked},f-png/`, `/tr:w-${asked}/`];
  return Promise.all(
    targets.map(async (target) => {
      const answer = await send(server.url, target + encodeURIComponent(path));
      const { status, headers, body } = answer;
      return { status, error: headers.get("ik-error"), body };
    }),
  );
}

/** The upright size, where sharp reads the whole picture without a complaint. */
async function sizeIfDecodable(bytes: Uint8Array) {
  try {
    const { info } = await sharp(bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height };
  } catch {
    return undefined;
  }
}

function toleranceOf(name: string, format: string): number {
  if (format !== "png" && format !== "jpeg" && format !== "gif") {
    throw new Error(`Expected a PNG, JPEG or GIF, got ${format}`);
  }
  const least = inks.includes(name) ? inksTolerance : noise.test(name) ? noiseTolerance : 0;
  return Math.max(tolerances[format], least);
}
