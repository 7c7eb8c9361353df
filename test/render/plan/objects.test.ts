import { expect, test } from "bun:test";
import { defaultLimits } from "../../../src/limits.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import type { Finding, Measurement } from "../../../src/render/plan/measurement.ts";
import type { FoundObject } from "../../../src/render/plan/objects/found-object.ts";
import type { OperationOf } from "../../../src/render/plan/operations.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

const dog = { name: "dog", left: 800, top: 300, width: 200, height: 100, confidence: 0.9 } as const;
const cat = { name: "cat", left: 100, top: 500, width: 100, height: 100, confidence: 0.8 } as const;

const header: Header = {
  ...({ format: "jpeg", orientation: 1, alpha: false, pages: 1, density: 72 } as const),
  ...{ width: 1200, height: 800, convert: false },
};

/** Plans with objects and without faces, and keeps what pixels were asked for. */
function planned(text: string, objects: readonly FoundObject[], first = header) {
  const asked: Measurement["of"][] = [];
  const answers: Finding[] = [];
  for (;;) {
    const circumstances = { accepted: [], limits: defaultLimits, answers };
    const made = makePlan(parseTransformation(text), first, circumstances);
    if ("plan" in made) return { ...made.plan, asked };
    if (!("measurement" in made)) throw new Error("Expected a plan");
    asked.push(made.measurement.of);
    answers.push(made.measurement.of === "objects" ? [...objects] : []);
  }
}

/** The last piece that is cut out, and the size of what it is cut from. */
function cutOf(text: string, objects: readonly FoundObject[], first = header) {
  const { image } = planned(text, objects, first);
  const crops = image.operations.filter((each): each is OperationOf<"crop"> => each.do === "crop");
  const { left, top, width, height } = crops.at(-1) as OperationOf<"crop">;
  return [left, top, width, height];
}

const cuts: [text: string, cut: [left: number, top: number, width: number, height: number]][] = [
  // As tight as the object, and `z` as much closer or wider.
  ["fo-dog", [800, 300, 200, 100]],
  ["fo-dog,z-0.5", [700, 250, 400, 200]],
  ["fo-dog,z-2", [850, 325, 100, 50]],
  ["fo-dog_cat", [100, 300, 900, 300]],
  ["fo-subject", [800, 300, 200, 100]],
  ["fo-dog,cm-extract", [800, 300, 200, 100]],
  // Of a size: placed around the object, in an image that is resized as without it.
  ["w-400,h-400,fo-dog", [200, 0, 400, 400]],
  ["w-400,h-400,fo-cat", [0, 0, 400, 400]],
  ["w-600,h-400,fo-dog,cm-extract", [600, 150, 600, 400]],
  ["w-100,h-400,fo-dog-wide", [400, 0, 100, 400]],
  // What came before has moved it.
  ["w-600:fo-dog", [400, 150, 100, 50]],
  ["fl-h:fo-dog", [200, 300, 200, 100]],
];

test.each(cuts)("%s cuts around what it names", (text, cut) => {
  expect(cutOf(text, [dog, cat])).toEqual(cut);
});

test("an object lies upright where the original is stored on its side", () => {
  const upright = { ...dog, left: 100, top: 900 };
  expect(cutOf("fo-dog", [upright], { ...header, orientation: 6 })).toEqual([100, 900, 200, 100]);
});

test("of a size and with a zoom, a cut closes in and is made as large as was asked for", () => {
  const { size, image } = planned("w-300,h-300,fo-dog,z-1", [dog]);
  expect(size).toMatchObject({ width: 300, height: 300 });
  expect(image.operations[0]).toMatchObject({ do: "crop", left: 800, width: 200, height: 200 });
});

test("with one side, a cut closes in", () => {
  expect(planned("w-100,fo-dog", [dog]).size).toMatchObject({ width: 100, height: 67 });
});

test("objects are looked for only where a cut is placed by them, and once", () => {
  expect(planned("w-400,fo-dog-wide", [dog]).asked).toEqual([]);
  expect(planned("w-400,h-400,c-force,fo-dog", [dog]).asked).toEqual([]);
  expect(planned("w-400,h-400,x-10,fo-dog", [dog]).asked).toEqual([]);
  expect(planned("w-400,h-400,fo-dog:w-100,h-50,fo-dog", [dog]).asked).toEqual(["objects"]);
});

test("without one, faces are looked for and then what stands out; or the middle is kept", () => {
  const { asked, image } = planned("w-400,h-400,fo-horse", [dog]);
  expect(asked).toEqual(["objects", "faces"]);
  expect(image.operations.at(-1)).toMatchObject({ do: "smartCrop" });
  const centred = planned("w-400,h-400,fo-horse-center", [dog]);
  expect(centred.asked).toEqual(["objects"]);
  expect(centred.image.operations.at(-1)).toMatchObject({ do: "crop", left: 100, width: 400 });
});

test("a layer is cut around its own objects", () => {
  const headers = new Map([["a.jpg", header]]);
  const answers: Finding[] = [[dog]];
  const circumstances = { accepted: [], limits: defaultLimits, headers, answers };
  const text = "l-image,i-a.jpg,t-false,fo-dog,l-end";
  const made = makePlan(parseTransformation(text), header, circumstances);
  if (!("plan" in made)) throw new Error("Expected a plan");
  const laid = made.plan.image.operations.find(
    (each): each is OperationOf<"layer"> => each.do === "layer",
  );
  expect(laid?.image.operations).toContainEqual({
    ...{ do: "crop", left: 800, top: 300, width: 200, height: 100 },
  });
});
