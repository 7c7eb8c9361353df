import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { type Corpus, corpora, whyAbsent } from "./corpora.ts";
import { animatedWebpOf, type StoredFrame } from "./webp-animation.ts";

// Animations whose frames are parts of the picture, at offsets, with every disposal. A rendition
// without loss is compared with what sharp shows and, for GIF, with the test suite's own frames.

const folder = temporaryFolder();
let server: RunningServer;
beforeAll(async () => {
  server = await startServer(fromCheckout, [folder]);
});
afterAll(() => server?.stop());

const suite = corpora.find(({ name }) => name === "GDK-PixBuf, gif-test-suite") as Corpus;
const pixbuf = corpora.find(({ name }) => name === "GDK-PixBuf") as Corpus;

/** Where libvips, which sharp uses too, shows a GIF otherwise than its test suite says. */
const otherwise: Record<string, string> = {
  ...because("it shows every picture for its own time, if that is none, and never merges two", [
    ...["animation-multi-image", "animation-multi-image-explicit-zero-delay"],
    ...["dispose-restore-previous", "high-color", "images-combine", "images-overlap"],
  ]),
  ...because("what no frame covers is black and not clear", [...["no-clear-and-eoi", "no-eoi"]]),
  ...because("a canvas grows to hold its frames", ["image-outside-bg", "image-overlap-bg"]),
  ...because("a GIF without a single whole frame is refused", [
    ...["image-zero-height", "image-zero-size", "image-zero-width", "max-size", "no-data"],
    ...["zero-height", "zero-size", "zero-width"],
    ...["invalid-code", "overflow-codes", "overflow-codes-max"],
  ]),
  ...because("it shows what the suite would refuse", ["invalid-colors", "plain-text"]),
};

function because(reason: string, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${name}.conf`, reason]));
}

describeUnless(whyAbsent(suite), "A GIF shows the frames that its test suite says:", () => {
  const configs = existsSync(suite.folder)
    ? readdirSync(suite.folder).filter((name) => name.endsWith(".conf"))
    : [];
  for (const name of configs.sort()) {
    const reason = otherwise[name];
    if (reason === undefined) {
      test(name, () => asSuiteSays(name));
    } else {
      // Fails once it is as the suite says: then it is no exception any more.
      test(`${name}, except that ${reason}`, async () => {
        expect(await asSuiteSays(name).then(() => "the same", String)).not.toBe("the same");
      });
    }
  }
});

describeUnless(whyAbsent(pixbuf), "A GIF shows the frames that sharp shows:", () => {
  for (const name of ["1_partyanimsm2.gif", "aero.gif", "test-animation.gif"]) {
    test(name, () => likeSharp(readFileSync(join(pixbuf.folder, name)), name));
  }
  // Sharp's frames clear to a colour, and leave black around the first; browsers do as ours.
  const others = ["dispose-restore-background.gif", "images-combine.gif"];
  const shared = animatedOf(suite).filter((name) => !others.includes(name));
  for (const name of shared) {
    test(name, () => likeSharp(readFileSync(join(suite.folder, name)), name));
  }
});

const red = { r: 220, g: 30, b: 40, alpha: 1 };
const green = { r: 30, g: 160, b: 60, alpha: 0.5 };
const blue = { r: 30, g: 60, b: 200, alpha: 1 };
const whole = { x: 0, y: 0, width: 24, height: 16 };
const webps: Record<string, StoredFrame[]> = {
  "laid over": [
    { ...whole, colour: red },
    { x: 4, y: 2, width: 9, height: 7, colour: green },
    { x: 10, y: 8, width: 14, height: 8, colour: blue },
  ],
  "replacing what is under them": [
    { ...whole, colour: red },
    { x: 4, y: 2, width: 9, height: 7, colour: green, replace: true },
    { x: 6, y: 4, width: 3, height: 3, colour: blue, replace: true },
  ],
  "cleared away": [
    { ...whole, colour: red },
    { x: 4, y: 2, width: 9, height: 7, colour: blue, clear: true },
    { x: 20, y: 14, width: 4, height: 2, colour: green, clear: true },
    { x: 0, y: 0, width: 1, height: 1, colour: blue },
  ],
  "that start small": [
    { x: 8, y: 4, width: 5, height: 5, colour: green, clear: true },
    { ...whole, colour: red, replace: true },
  ],
};

describe("A WebP shows the frames that sharp shows, of frames", () => {
  for (const [name, frames] of Object.entries(webps)) {
    test(name, async () => {
      const bytes = await animatedWebpOf(whole.width, whole.height, frames);
      await likeSharp(bytes, `${name.replaceAll(" ", "-")}.webp`);
    });
  }
});

async function asSuiteSays(config: string): Promise<void> {
  const { input, width, height, frames } = readConfig(config);
  const shown = await framesOf(await rendition(readFileSync(join(suite.folder, input)), input));
  expect({ ...shown, frames: shown.frames.map(visible) }).toEqual({
    width,
    height,
    frames: frames.map((file) => visible(readFileSync(join(suite.folder, file)))),
  });
}

async function likeSharp(bytes: Uint8Array, name: string): Promise<void> {
  const [shown, expected] = [await framesOf(await rendition(bytes, name)), await framesOf(bytes)];
  expect(expected.frames.length).toBeGreaterThan(1);
  expect({ ...shown, frames: shown.frames.map(visible) }).toEqual({
    ...expected,
    frames: expected.frames.map(visible),
  });
}

async function rendition(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  writeFileSync(join(folder, name), bytes);
  const answer = await send(server.url, `/tr:f-webp,lo-true/${name}`);
  if (answer.status !== 200) {
    throw new Error(`The server answers ${answer.status}: ${answer.headers.get("ik-error")}`);
  }
  return answer.body;
}

interface Frames {
  width: number;
  height: number;
  frames: Uint8Array[];
}

/** All frames as RGBA, each as it is shown. */
async function framesOf(bytes: Uint8Array): Promise<Frames> {
  const { data, info } = await sharp(bytes, { animated: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  const length = info.width * height * 4;
  const frames = Array.from(
    { length: info.height / height },
    (_, i) => new Uint8Array(data.subarray(i * length, (i + 1) * length)),
  );
  return { width: info.width, height, frames };
}

/** Pixels as text, those of no opacity without their colour: nobody sees it. */
function visible(rgba: Uint8Array): string {
  return Buffer.from(rgba)
    .toString("hex")
    .replaceAll(/[0-9a-f]{8}/g, (pixel) => (pixel.endsWith("00") ? "clear___" : pixel));
}

function animatedOf({ folder: pictures }: Corpus): string[] {
  if (!existsSync(pictures)) return [];
  return readdirSync(pictures)
    .filter((name) => /^(?:animation|dispose|gif87a-anim|images-).*\.gif$/.test(name))
    .sort();
}

/** The suite's description of a GIF: its size, and a file of RGBA pixels per frame. */
function readConfig(name: string) {
  const text = readFileSync(join(suite.folder, name), "utf8");
  const read = (key: string) => new RegExp(`^${key} = (.*)$`, "m").exec(text)?.[1] ?? "";
  const pixelsOf = (frame: string) =>
    new RegExp(`^\\[${frame}\\]\npixels = (.*)$`, "m").exec(text)?.[1] ?? "";
  return {
    input: read("input"),
    width: Number(read("width")),
    height: Number(read("height")),
    frames: read("frames").split(",").filter(Boolean).map(pixelsOf),
  };
}
