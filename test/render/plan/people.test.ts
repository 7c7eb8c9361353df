import { describe, expect, test } from "bun:test";
import { defaultLimits } from "../../../src/limits.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import type { Finding, Measurement } from "../../../src/render/plan/measurement.ts";
import type { OperationOf } from "../../../src/render/plan/operations.ts";
import type { PeopleMask } from "../../../src/render/plan/people/people-mask.ts";
import { makePlan, type Plan } from "../../../src/render/plan/plan.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

const face = { left: 500, top: 200, width: 200, height: 200, confidence: 0.9 };

/** People in the left half of the image. */
const mask: PeopleMask = { alpha: "", rows: new Array<number>(32).fill(0x0000_ffff) };

function headerOf(change: Partial<Header> = {}): Header {
  const plain = { format: "jpeg", orientation: 1, alpha: false, pages: 1, density: 72 } as const;
  return { ...plain, width: 1200, height: 800, convert: false, ...change };
}

/** Plans with what pixels would tell, and keeps what they were asked for. */
function planned(text: string, found: { faces: number; masks: number }, header = headerOf()) {
  const asked: Measurement[] = [];
  const answers: Finding[] = [];
  for (;;) {
    const circumstances = { accepted: [], limits: defaultLimits, answers };
    const made = makePlan(parseTransformation(text), header, circumstances);
    if ("plan" in made) return { plan: made.plan, asked };
    if (!("measurement" in made)) throw new Error("Expected a plan");
    asked.push(made.measurement);
    const isFaces = made.measurement.of === "faces";
    const all = isFaces ? new Array(found.faces).fill(face) : new Array(found.masks).fill(mask);
    answers.push(all as Finding);
  }
}

function cutOutOf({ image }: Plan): OperationOf<"cutOut"> | undefined {
  return image.operations.find((each): each is OperationOf<"cutOut"> => each.do === "cutOut");
}

const somebody = { faces: 1, masks: 1 };

describe("the mask of an original lies where a step puts the original", () => {
  const places: [text: string, place: [number, number, number, number]][] = [
    ["e-bgremove", [0, 0, 1200, 800]],
    ["w-300,e-bgremove", [0, 0, 300, 200]],
    ["w-200,h-200,e-bgremove", [-50, 0, 300, 200]],
    ["w-300,h-300,cm-pad_resize,e-bgremove", [0, 50, 300, 200]],
    ["w-600,h-400,cm-extract,x-100,y-50:w-300,e-bgremove", [-50, -25, 600, 400]],
    ["w-300:e-grayscale,bl-3:e-bgremove,w-150", [0, 0, 150, 100]],
  ];
  test.each(places)("%s", (text, [left, top, width, height]) => {
    const { plan, asked } = planned(text, somebody);
    expect(cutOutOf(plan)?.place).toEqual({ left, top, width, height });
    expect(asked.map(({ of }) => of)).toEqual(["faces", "people"]);
    expect(plan.output.format).toBe("png");
  });

  test("also where the original is stored on its side", () => {
    const { plan } = planned("w-200,e-bgremove", somebody, headerOf({ orientation: 6 }));
    expect(cutOutOf(plan)?.place).toEqual({ left: 0, top: 0, width: 200, height: 300 });
  });
});

test("what is turned, bent or covered is looked at anew, as it has become", () => {
  for (const text of [
    "w-300:rt-20:e-bgremove",
    "w-300:fl-h:e-bgremove",
    "w-300:e-distort-a-40:e-bgremove",
    "w-300,l-image,i-ik_canvas,bg-red,w-9,h-9,l-end:e-bgremove",
  ]) {
    const { plan, asked } = planned(text, somebody);
    const at = plan.image.operations.findIndex((each) => each.do === "cutOut");
    const [faces, people] = asked;
    if (faces?.of !== "faces" || people?.of !== "people") throw new Error("Expected both");
    // Decoding is ordered anew when the plan is finished, which changes no size.
    const before = plan.image.operations.slice(0, at).map((each) => each.do);
    expect(people.image.operations.map((each) => each.do)).toEqual(before);
    expect(people.faces).toHaveLength(1);
    expect(cutOutOf(plan)?.place).toEqual({ left: 0, top: 0, ...people.size });
  }
});

test("nobody is looked for without a face, and a cut that shows none of them is refused", () => {
  const none = "none was found in this image";
  expect(() => planned("e-bgremove", { faces: 0, masks: 1 })).toThrow(none);
  expect(() => planned("e-bgremove", { faces: 1, masks: 0 })).toThrow(none);
  expect(() => planned("w-300,h-100,cm-extract,fo-right,e-bgremove", somebody)).toThrow(none);
  const { plan } = planned("w-300,h-100,cm-extract,fo-left,e-bgremove", somebody);
  expect(cutOutOf(plan)).toBeDefined();
});

test("where it is only tried, the image stays, and the plan says what it lacks", () => {
  const { plan, asked } = planned("w-300,e-bgremove-try", { faces: 0, masks: 0 });
  expect(plan.image.operations.map((each) => each.do)).toEqual(["resize"]);
  const undrawn = ["background removal: no person found"];
  expect(plan.output).toMatchObject({ format: "jpeg", undrawn });
  expect(asked.map(({ of }) => of)).toEqual(["faces"]);
  expect(planned("w-300,e-bgremove-try", somebody).plan.output.undrawn).toBeUndefined();
});

test("frames of a video are not looked at", () => {
  const film = headerOf({ format: "png", film: { seconds: 3, hasSound: false } });
  expect(() => planned("e-bgremove", somebody, film)).toThrow("this one is not still");
});
