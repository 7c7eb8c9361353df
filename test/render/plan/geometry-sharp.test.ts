import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import sharp, { type FitEnum, type ResizeOptions, type Sharp } from "sharp";
import { defaultLimits } from "../../../src/limits.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import { type Anchor, anchors } from "../../../src/url/parameters/focus.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";
import { send } from "../../support/http.ts";
import { decode, distance, quadrants, withOrientation } from "../../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// Sizes and places, each worked out a second time by sharp's own options, or by a formula where
// sharp has no such mode.

type Size = { width: number; height: number };
type Box = { width?: number; height?: number };
/** Undefined where the wish is to be refused. */
type Expected = (picture: Size, box: Box) => Size | undefined | Promise<Size | undefined>;

function px(width?: number, height?: number): Box {
  return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}

/** What comes out of sharp's pipeline on a picture of this size. */
async function sizeBySharp(picture: Size, change: (from: Sharp) => Sharp) {
  const plain = sharp({ create: { ...picture, channels: 3, background: "black" } });
  const { info } = await change(plain).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height };
}

const shrinkOnly = { withoutEnlargement: true };
function fitted(fit: keyof FitEnum, limit: ResizeOptions = {}): Expected {
  return (picture, box) => {
    // Where one side is missing, ImageKit keeps the ratio whatever the mode.
    const oneSided = box.width === undefined || box.height === undefined;
    const options = { ...box, fit: oneSided ? "inside" : fit, ...limit };
    return sizeBySharp(picture, (plain) => plain.resize(options));
  };
}

const whole = (picture: Size, box: Box): Size => ({ ...picture, ...box });

const modes: Record<string, Expected> = {
  "": fitted("cover"),
  "c-maintain_ratio": fitted("cover"),
  "c-force": fitted("fill"),
  "c-at_max": fitted("inside", shrinkOnly),
  "c-at_max_enlarge": fitted("inside"),
  "c-at_least": fitted("outside"),
  // The largest part of the asked ratio, where the box would make the picture larger.
  "c-maintain_ratio_no_enlarge": (picture, { width, height }) => {
    if (!width || !height) return fitted("inside", shrinkOnly)(picture, px(width, height));
    const enlarged = Math.max(1, width / picture.width, height / picture.height);
    const side = (length: number) => Math.max(1, Math.round(length / enlarged));
    return px(side(width), side(height)) as Size;
  },
  "c-at_max_no_shrink": fitted("inside", { withoutReduction: true }),
  "c-cut_no_enlarge": fitted("cover", shrinkOnly),
  "cm-pad_resize": fitted("contain"),
  "cm-pad_resize_no_enlarge": fitted("contain", shrinkOnly),
  "cm-extract": (picture, box) => {
    const cut = { left: 0, top: 0, ...whole(picture, box) };
    return sizeBySharp(picture, (plain) => plain.extract(cut)).catch(() => undefined);
  },
  "cm-extract_within": ({ width, height }, box) => {
    const across = box.width ?? ((box.height ?? 0) * width) / height;
    const down = box.height ?? ((box.width ?? 0) * height) / width;
    const side = (wanted: number, most: number) => Math.max(1, Math.min(Math.round(wanted), most));
    return px(side(across, width), side(down, height)) as Size;
  },
  "cm-pad_extract": whole,
  "cm-pad_extract_no_shrink": (picture, { width = 0, height = 0 }) =>
    px(Math.max(picture.width, width), Math.max(picture.height, height)) as Size,
};

/** Sizes as people see the picture. */
const sources: [name: string, upright: Size, orientation: number][] = [
  ["a landscape", { width: 300, height: 200 }, 1],
  ["a portrait", { width: 200, height: 300 }, 1],
  ["a square", { width: 150, height: 150 }, 1],
  ["one pixel", { width: 1, height: 1 }, 1],
  ["a stamp", { width: 7, height: 3 }, 1],
  ["odd sides", { width: 401, height: 299 }, 1],
  ["odd sides, upright", { width: 299, height: 401 }, 1],
  ["a strip", { width: 9, height: 120 }, 1],
  ["a picture on its side (EXIF 6)", { width: 299, height: 401 }, 6],
];

type Wish = [text: string, box: (picture: Size) => Box];
const share = (part: number, length: number) => Math.max(1, Math.round(part * length));

const wishes: Wish[] = [
  ...[2, 33, 150, 299, 401, 423].flatMap((side): Wish[] => [
    [`w-${side}`, () => px(side)],
    [`h-${side}`, () => px(undefined, side)],
    [`w-${side},h-${side}`, () => px(side, side)],
  ]),
  ...[
    ...[px(100, 60), px(60, 100), px(3, 99), px(99, 3), px(401, 299)],
    ...[px(400, 300), px(133, 477), px(477, 133), px(450, 20), px(20, 450)],
  ].map((box): Wish => [`w-${box.width},h-${box.height}`, () => box]),
  ["w-0.5", ({ width }) => px(share(0.5, width))],
  ["h-0.33", ({ height }) => px(undefined, share(0.33, height))],
  ["w-0.25,h-0.75", ({ width, height }) => px(share(0.25, width), share(0.75, height))],
  ["w-101,ar-16-9", () => px(101, 57)],
  ["h-77,ar-0.7", () => px(54, 77)],
  ["w-101,dpr-1.5", () => px(152)],
  ["w-101,h-55,dpr-2", () => px(202, 110)],
  ["w-iw_div_3,h-ih_mul_2", ({ width, height }) => px(share(1 / 3, width), height * 2)],
];

function plannedSize(text: string, upright: Size, orientation: number): Size | undefined {
  const { width, height } = upright;
  const stored = orientation >= 5 ? { width: height, height: width } : upright;
  const header: Header = {
    ...stored,
    format: "jpeg",
    orientation,
    alpha: false,
    pages: 1,
    density: 72,
    convert: false,
  };
  const circumstances = { accepted: [], limits: defaultLimits };
  try {
    const planned = makePlan(parseTransformation(text), header, circumstances);
    return "plan" in planned ? planned.plan.size : undefined;
  } catch (error) {
    expect(String(error)).toContain("`cm-extract` leaves the image");
    return undefined;
  }
}

const isNear = (a: number, b: number) => Math.abs(a - b) <= 1;

/** Whether both are refused, or of one size but for a pixel's rounding. */
function agree(planned: Size | undefined, wanted: Size | undefined): boolean {
  if (planned === undefined || wanted === undefined) return planned === wanted;
  return isNear(planned.width, wanted.width) && isNear(planned.height, wanted.height);
}

describe("the size is the one that sharp gives", () => {
  for (const [mode, expected] of Object.entries(modes)) {
    for (const [name, upright, orientation] of sources) {
      test(`${mode || "no mode"} on ${name} of ${upright.width}x${upright.height}`, async () => {
        const wrong: unknown[] = [];
        for (const [text, box] of wishes) {
          const asked = mode === "" ? text : `${text},${mode}`;
          const wanted = await expected(upright, box(upright));
          const planned = plannedSize(asked, upright, orientation);
          if (!agree(planned, wanted)) wrong.push({ asked, wanted, planned });
        }
        expect(wrong).toEqual([]);
      });
    }
  }
});

describe("the size does not depend on the focus", () => {
  for (const mode of Object.keys(modes)) {
    test(mode || "no mode", () => {
      const text = `w-99,h-201${mode === "" ? "" : `,${mode}`}`;
      const size = plannedSize(text, { width: 401, height: 299 }, 1);
      for (const anchor of anchors) {
        const focused = plannedSize(`${text},fo-${anchor}`, { width: 401, height: 299 }, 1);
        expect(focused).toEqual(size as Size);
      }
    });
  }
});

const file = {
  "quadrants.png": { width: 401, height: 299 },
  "sideways.jpg": { width: 299, height: 401 },
};
type File = keyof typeof file;

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(join(folder, "quadrants.png"), await quadrants(401, 299, { format: "png" }));
  writeFileSync(join(folder, "sideways.jpg"), await withOrientation(6, 299, 401));
  server = await startServer(fromCheckout, [folder]);
});
afterAll(() => server?.stop());

/** Red, green, blue or yellow at the corners, or black where there is padding. */
async function colours(bytes: Uint8Array): Promise<string[]> {
  const { width, height, pixel } = await decode(bytes);
  return [1, height - 2].flatMap((y) =>
    [1, width - 2].map((x) => {
      const [red, green, blue] = pixel(x, y).map((value) => value > 128);
      return red ? (green ? "yellow" : "red") : green ? "green" : blue ? "blue" : "black";
    }),
  );
}

type SharpsOwn = (path: string, anchor: Anchor) => Sharp;

function resized(options: ResizeOptions): SharpsOwn {
  return (path, anchor) =>
    sharp(path, { autoOrient: true }).resize({
      ...options,
      // Sharp says `left top` where ImageKit says `top_left`.
      position: anchor.split("_").reverse().join(" "),
      background: "black",
    });
}

/** Sharp cuts at coordinates only: the near edge, the middle or the far edge of what is free. */
function cut(width: number, height: number): SharpsOwn {
  return (path, anchor) => {
    const upright = file[basename(path) as File];
    const [across, down] = [upright.width - width, upright.height - height];
    const left = /left/.test(anchor) ? 0 : /right/.test(anchor) ? across : across >> 1;
    const top = /top/.test(anchor) ? 0 : /bottom/.test(anchor) ? down : down >> 1;
    return sharp(path, { autoOrient: true }).extract({ left, top, width, height });
  };
}

const cuts: [text: string, sharps: SharpsOwn][] = [
  ["w-100,h-200", resized({ width: 100, height: 200, fit: "cover" })],
  ["w-200,h-60", resized({ width: 200, height: 60, fit: "cover" })],
  ["w-211,h-231,cm-pad_resize", resized({ width: 211, height: 231, fit: "contain" })],
  ["w-180,h-160,cm-extract", cut(180, 160)],
];

describe("what is kept, and where it sits, is what sharp keeps", () => {
  for (const name of Object.keys(file) as File[]) {
    for (const [text, sharps] of cuts) {
      for (const anchor of anchors) {
        const asked = `${text},fo-${anchor}`;
        test(`${asked} of ${name}`, async () => {
          const { body, status } = await send(server.url, `/tr:${asked}:f-png/${name}`);
          const wanted = await sharps(join(folder, name), anchor).png().toBuffer();
          expect(status).toBe(200);
          expect(await colours(body)).toEqual(await colours(wanted));
          // Moved by a pixel at most, where half a pixel may be rounded either way: the quarters
          // differ by 160 from left to right and by 95 from top to bottom.
          const { width, height } = await decode(wanted);
          const pixel = Math.max(160 / width, 95 / height) * 1.1;
          expect(await distance(body, wanted)).toBeLessThan(pixel);
        });
      }
    }
  }
});
