import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { defaultLimits } from "../../../src/limits.ts";
import type { Face } from "../../../src/render/plan/faces/face.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import type { Measurement } from "../../../src/render/plan/measurement.ts";
import type { Operation } from "../../../src/render/plan/operations.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import type { Box, Size } from "../../../src/render/plan/size.ts";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { rewriteImgix } from "../../../src/url/imgix/rewriter.ts";
import { parseTransformation, type Transformation } from "../../../src/url/transformation.ts";

type Sides = readonly [left: number, top: number, width: number, height: number];

const landscape: Size = { width: 1200, height: 800 };
const portrait: Size = { width: 800, height: 1200 };

/** In the middle, to its right, and in the corner. */
const large: Sides = [500, 200, 200, 200];
const right: Sides = [900, 300, 100, 100];
const corner: Sides = [0, 740, 60, 60];

function faceOf([left, top, width, height]: Sides): Face {
  return { left, top, width, height, confidence: 0.9 };
}

function headerOf(size: Size, change: Partial<Header> = {}): Header {
  const plain = { format: "png", orientation: 1, alpha: false, pages: 1, density: 72 } as const;
  return { ...plain, ...size, convert: false, ...change };
}

/** Reads a request in the language that it is written in. */
function read(text: string): Transformation {
  if (text.includes("=")) return rewriteImgix(text).transformation ?? [];
  if (/_/.test(text.split(",")[0] ?? "")) {
    return rewriteCloudinary(text.split("/"), new Map()).transformation ?? [];
  }
  return parseTransformation(text);
}

function plan(text: string, header: Header, faces: readonly Sides[]) {
  const answers = Array.from({ length: 3 }, () => faces.map(faceOf));
  const circumstances = { accepted: [], limits: defaultLimits, answers };
  const planned = makePlan(read(text), header, circumstances);
  if (!("plan" in planned)) throw new Error("Expected a plan");
  return planned.plan;
}

/** Which part of the upright original a plan shows; undefined where only the pixels can tell. */
function shown(operations: readonly Operation[], original: Size): Box | undefined {
  let [left, top, x, y] = [0, 0, 1, 1];
  let size = original;
  for (const operation of operations) {
    if (operation.do === "smartCrop") return undefined;
    if (operation.do === "resize") {
      x *= size.width / operation.width;
      y *= size.height / operation.height;
      size = operation;
    }
    if (operation.do === "crop") {
      left += operation.left * x;
      top += operation.top * y;
      size = operation;
    }
  }
  return { left, top, width: size.width * x, height: size.height * y };
}

function expectShown(
  text: string,
  image: Size,
  faces: readonly Sides[],
  expected: Sides | "pixels",
) {
  const {
    image: { operations },
    size,
  } = plan(text, headerOf(image), faces);
  const box = shown(operations, image);
  if (expected === "pixels") expect(box).toBeUndefined();
  else {
    const rounded = box && [box.left, box.top, box.width, box.height].map(Math.round);
    // A pixel of the result.
    const step = box ? box.width / size.width + 1 : 0;
    const near = rounded?.every((side, i) => Math.abs(side - (expected[i] ?? 0)) <= step);
    if (!near) expect(rounded as number[]).toEqual([...expected]);
  }
}

type Row = [text: string, faces: Sides[], expected: Sides | "pixels", image?: Size];

function table(name: string, rows: Row[]) {
  describe(name, () => {
    for (const [text, faces, expected, image = landscape] of rows) {
      test(`${text} with ${faces.length} faces in ${image.width}x${image.height}`, () =>
        expectShown(text, image, faces, expected));
    }
  });
}

table("ImageKit's face crop closes in on all faces", [
  ["w-300,h-300,fo-face", [large], [400, 100, 400, 400]],
  ["w-300,h-300,fo-face,z-1", [large], [400, 100, 400, 400]],
  ["w-300,h-300,fo-face,z-2", [large], [500, 200, 200, 200]],
  ["w-300,h-300,fo-face,z-0.5", [large], [200, 0, 800, 800]],
  ["w-600,h-600,fo-face", [large], [400, 100, 400, 400]],
  ["w-300,h-300,fo-face", [large, right], [425, 0, 650, 650]],
  ["w-300,h-300,fo-face", [corner], [0, 680, 120, 120]],
  ["w-300,h-150,fo-face", [large], [200, 100, 800, 400]],
  ["w-300,h-300,fo-face", [], "pixels"],
]);

table(
  "without a size a face crop is as large as what it shows, and with a side in the image's ratio",
  [
    ["fo-face", [large], [400, 100, 400, 400]],
    ["fo-face", [], [0, 0, 1200, 800]],
    ["w-300,fo-face", [large], [300, 100, 600, 400]],
    ["h-100,fo-face", [large], [300, 100, 600, 400]],
  ],
);

table("an extract is placed around the faces and not resized", [
  ["w-300,h-200,cm-extract,fo-face", [large], [450, 200, 300, 200]],
  ["w-300,h-200,cm-extract,fo-face,z-3", [large], [450, 200, 300, 200]],
  ["w-300,h-200,cm-extract,fo-face", [corner], [0, 600, 300, 200]],
  ["w-300,h-200,cm-extract,fo-face,x-10,y-20", [large], [10, 20, 300, 200]],
]);

table("what resizes without cutting is as it is without faces", [
  ["w-300,h-300,c-at_max,fo-face", [large], [0, 0, 1200, 800]],
  ["w-300,h-300,c-force,fo-face", [large], [0, 0, 1200, 800]],
]);

table("Cloudinary fills around the largest face, or around all that fit", [
  ["c_fill,w_400,h_400,g_face", [large, right], [200, 0, 800, 800]],
  ["c_fill,w_400,h_400,g_face,z_3", [large, right], [200, 0, 800, 800]],
  ["c_fill,w_300,h_400,g_faces", [large, right], [450, 0, 600, 800]],
  ["c_fill,w_200,h_400,g_faces", [large, right], [400, 0, 400, 800]],
  ["c_lfill,w_400,h_400,g_face", [right], [400, 0, 800, 800]],
  ["c_fill,w_400,h_400,g_auto:face", [right, large], [200, 0, 800, 800]],
  ["c_fill,w_400,h_400,g_auto:faces", [large, right], [350, 0, 800, 800]],
  ["c_fill,w_400,h_400,g_auto", [right], [400, 0, 800, 800]],
  ["c_auto,w_400,h_400,g_face", [right], [400, 0, 800, 800]],
]);

table("Cloudinary's thumbnails close in on whole faces, and zoom", [
  ["c_thumb,w_150,h_150,g_face", [large, right], [408, 80, 384, 384]],
  ["c_thumb,w_150,h_150,g_face,z_2", [large], [504, 176, 192, 192]],
  ["c_thumb,w_150,h_150,g_face,z_0.5", [large], [216, 0, 768, 768]],
  ["c_thumb,w_150,h_150,g_faces", [large, right], [384, 0, 735, 735]],
  ["c_thumb,w_150,h_150,g_face,r_max", [large], [408, 80, 384, 384]],
  ["g_face,c_thumb,w_150,h_150/w_50", [large], [408, 80, 384, 384]],
]);

table("Cloudinary's crops are exactly as large as a whole face, or as they say", [
  ["c_crop,g_face", [large], [507, 144, 187, 256]],
  ["c_crop,g_face", [corner], [2, 723, 56, 77]],
  ["c_crop,ar_2.0,g_face", [large], [344, 144, 512, 256]],
  ["c_crop,ar_1.0,g_face,z_2", [large], [536, 208, 128, 128]],
  ["c_crop,w_300,h_300,g_face", [large], [450, 122, 300, 300]],
  ["c_crop,w_300,h_300,g_face,z_2", [large], [450, 122, 300, 300]],
  ["c_crop,w_300,h_300,g_face,x_50,y_50", [large], [450, 122, 300, 300]],
]);

// What Cloudinary's guide prints of `fl_getinfo`: the eyes are at 351 and 432 from the left and at 179
// from the top, the mouth at 393 and 255, where this detector finds a face 2.2 times from eyes to mouth.
table("A thumbnail is cut as in the one example that Cloudinary publishes with numbers", [
  [
    "c_thumb,g_face,w_450",
    [[308, 137, 167, 167]],
    [150, 36, 481, 321],
    { width: 640, height: 426 },
  ],
]);

table("where there is no face, what the gravity says is kept", [
  ["c_fill,w_400,h_400,g_face", [], [0, 0, 800, 800], portrait],
  ["c_fill,w_400,h_400,g_faces", [], [0, 0, 800, 800], portrait],
  ["c_thumb,w_400,h_400,g_face", [], [0, 0, 800, 800], portrait],
  ["c_fill,w_400,h_400,g_face:center", [], [0, 200, 800, 800], portrait],
  ["c_fill,w_400,h_400,g_faces:center", [], [0, 200, 800, 800], portrait],
  ["c_fill,w_400,h_400,g_face:auto", [], "pixels", portrait],
  ["c_fill,w_400,h_400,g_auto:face", [], "pixels", portrait],
  ["c_fill,w_400,h_400,g_auto", [], "pixels", portrait],
  ["c_crop,w_300,h_300,g_face", [], [250, 0, 300, 300], portrait],
  ["c_crop,ar_1.0,g_face", [], [0, 0, 800, 800], portrait],
  ["c_crop,g_face", [], [0, 0, 800, 1200], portrait],
  ["w=400&h=400&fit=facearea", [], [0, 200, 800, 800], portrait],
  ["w=400&h=400&fit=crop&crop=faces", [], [0, 200, 800, 800], portrait],
  ["w=400&h=400&fit=crop&crop=faces,top", [], [0, 0, 800, 800], portrait],
  ["w=400&h=400&fit=crop&crop=faces,entropy", [], "pixels", portrait],
]);

table("imgix crops around all faces, and its face area is padded by a factor", [
  ["w=400&h=400&fit=crop&crop=faces", [large, right], [350, 0, 800, 800]],
  ["w=200&h=200&fit=facearea", [large], [500, 200, 200, 200]],
  ["w=200&h=200&fit=facearea&facepad=2", [large], [400, 100, 400, 400]],
  ["w=200&h=200&fit=facearea&facepad=3", [large], [300, 0, 600, 600]],
]);

describe("faces are followed through the steps before", () => {
  const original = headerOf(landscape);
  const zoomed = (text: string, header = original, faces = [large]) =>
    plan(text, header, faces).image.operations;

  test("that resize and cut", () => {
    const box = shown(
      zoomed("w-600:w-500,h-400,cm-extract,x-100,y-0:w-90,h-90,fo-face"),
      landscape,
    );
    expect(box).toMatchObject({ left: 400, width: 400, height: 400 });
    expect(Math.abs((box?.top ?? 0) - 100)).toBeLessThan(5);
  });

  test("that turn and mirror: the cut lies where the face has gone", () => {
    // A quarter clockwise: what was 200 from the top is 400 from the right, its lower edge first.
    expect(zoomed("rt-90:fo-face")).toEqual([
      expect.objectContaining({ do: "rotate" }),
      { do: "crop", left: 300, top: 400, width: 400, height: 400 },
    ]);
    expect(zoomed("fl-h:fo-face")).toEqual([
      expect.objectContaining({ do: "flip" }),
      { do: "crop", left: 400, top: 100, width: 400, height: 400 },
    ]);
  });

  test("that pad: the cut may show the backdrop", () => {
    expect(zoomed("w-1400,h-1000,cm-pad_extract:fo-face")).toEqual([
      expect.objectContaining({ do: "pad", left: 100, top: 100 }),
      { do: "crop", left: 500, top: 200, width: 400, height: 400 },
    ]);
  });

  test("and a face that is cut away is none any more", () => {
    const operations = zoomed("w-200,h-200,cm-extract,x-0,y-0:w-50,h-50,fo-face-top");
    expect(shown(operations, landscape)).toMatchObject({ left: 0, top: 0, width: 200 });
  });

  test("told in the upright image, whatever orientation the original has", () => {
    const header = headerOf({ width: 800, height: 1200 }, { orientation: 6 });
    expect(zoomed("fo-face", header)).toEqual([
      { do: "orient", orientation: 6 },
      { do: "crop", left: 400, top: 100, width: 400, height: 400 },
    ]);
  });
});

describe("the pixels are asked once", () => {
  const asked = (text: string, answers: Face[][] = []): Measurement | undefined => {
    const circumstances = { accepted: [], limits: defaultLimits, answers };
    const planned = makePlan(parseTransformation(text), headerOf(landscape), circumstances);
    return "measurement" in planned ? planned.measurement : undefined;
  };

  test("for all steps, on a small upright image, in pixels of the original", () => {
    const text = "w-300,h-300,fo-face:w-100,h-100,fo-face,e-blurregion-fo-face";
    expect(asked(text)).toEqual({
      of: "faces",
      image: {
        source: { kind: "file", input: "", shrink: 1, convert: false, page: 0 },
        operations: [{ do: "resize", width: 640, height: 427 }],
      },
      size: landscape,
    });
    expect(asked(text, [[faceOf(large)]])).toBeUndefined();
  });

  test("and again where a plan cannot know what a step shows", () => {
    const second = asked("w-300,h-100,fo-auto:e-distort-a-40:fo-face", [[]]);
    expect(second).toMatchObject({
      of: "faces",
      image: { operations: [{}, { do: "smartCrop" }, { do: "arc" }] },
    });
  });

  test("and not at all where nothing is placed by faces", () => {
    for (const text of [
      "w-300,fo-auto",
      "w-300,h-300",
      "w-30,h-30,c-at_max,fo-face",
      "w-9,h-9,fo-top",
    ]) {
      expect(asked(text)).toBeUndefined();
    }
  });
});

test("every face that can be whole together with the others is whole", () => {
  const side = fc.integer({ min: 20, max: 200 });
  const face = fc
    .tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      side,
    )
    .map(([x, y, length]): Sides => [x * (1200 - length), y * (800 - length), length, length]);
  const texts = ["w-300,h-300,fo-face", "w-300,h-100,fo-face,z-1.5", "w-200,h-300,fo-face-wide"];
  fc.assert(
    fc.property(
      fc.array(face, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...texts, "w-500,h-400,cm-extract,fo-face", "fo-face"),
      (faces, text) => {
        const box = shown(plan(text, headerOf(landscape), faces).image.operations, landscape);
        if (!box) throw new Error("Expected a cut");
        const left = Math.min(...faces.map((each) => each[0]));
        const top = Math.min(...faces.map((each) => each[1]));
        const width = Math.max(...faces.map((each) => each[0] + each[2])) - left;
        const height = Math.max(...faces.map((each) => each[1] + each[3])) - top;
        expect(box.left).toBeGreaterThan(-0.01);
        expect(box.left + box.width).toBeLessThan(1200.01);
        if (width <= box.width - 4) {
          expect(box.left).toBeLessThan(left + 4);
          expect(box.left + box.width).toBeGreaterThan(left + width - 4);
        }
        if (width <= box.width - 4 && height <= box.height - 4) {
          expect(box.top).toBeLessThan(top + 4);
          expect(box.top + box.height).toBeGreaterThan(top + height - 4);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("faces are hidden with the hair around them, where the step has put them", () => {
  const hiding = plan("w-600,e-blurregion-bl-20_fo-face", headerOf(landscape), [large, right]);
  expect(hiding.image.operations).toEqual([
    { do: "resize", width: 600, height: 400 },
    { do: "blur", sigma: 10, region: { left: 230, top: 55, width: 140, height: 165 } },
    { do: "blur", sigma: 10, region: { left: 440, top: 127, width: 70, height: 83 } },
  ]);
  const squares = plan("c_fill,w_400,h_400,g_face/e_pixelate_faces:9", headerOf(landscape), [
    large,
  ]);
  expect(squares.image.operations.at(-1)).toMatchObject({ do: "pixelate", side: 9 });
  const nobody = plan("w-600,e-pixelateregion-fo-face", headerOf(landscape), []);
  expect(nobody.image.operations).toEqual([{ do: "resize", width: 600, height: 400 }]);
});

test("faces of a layer are looked for in it as its own steps want it", () => {
  const askedOf = (text: string, layer: Header) => {
    const headers = new Map([["layer.x", layer]]);
    const circumstances = { accepted: [], limits: defaultLimits, headers };
    const planned = makePlan(parseTransformation(text), headerOf(landscape), circumstances);
    return "measurement" in planned ? planned.measurement : undefined;
  };
  const sideways = headerOf(landscape, { format: "jpeg", orientation: 6 });
  const upright = askedOf("l-image,i-layer.x,t-false,w-50,h-50,fo-face-wide,l-end", sideways);
  expect(upright).toMatchObject({ of: "faces", size: { width: 800, height: 1200 } });
  const stored = askedOf(
    "l-image,i-layer.x,t-false,st-true,w-50,h-50,fo-face-wide,l-end",
    sideways,
  );
  expect(stored).toMatchObject({ of: "faces", size: landscape });
  const inches = { width: 8, height: 5.5 };
  const page = headerOf({ width: 1200, height: 825 }, { format: "pdf", inches });
  expect(
    askedOf("l-image,i-layer.x,t-false,dn-300,w-50,h-50,fo-face-wide,l-end", page),
  ).toMatchObject({ of: "faces", size: { width: 2400, height: 1650 } });
});
