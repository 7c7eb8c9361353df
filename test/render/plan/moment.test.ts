import { describe, expect, test } from "bun:test";
import { partOf } from "../../../src/render/plan/moment.ts";
import { parseTransformation, plainSteps } from "../../../src/url/transformation.ts";

const video = { seconds: 10, width: 400, height: 200 };
const part = (text: string, of: Parameters<typeof partOf>[1] = video) =>
  partOf(plainSteps(parseTransformation(text)), of);

describe("the part that is cut out of a video", () => {
  const rows: [steps: string, start: number, seconds: number][] = [
    ["w-10", 0, 10],
    ["so-2.5", 2.5, 7.5],
    ["so-2,eo-4", 2, 2],
    ["so-2,eo-4,du-5", 2, 5],
    ["so-50p,du-90p", 5, 5],
    ["so-idu_div_4", 2.5, 7.5],
    ["so-iar_mul_2", 4, 6],
    ["so-0.0000001", 0, 10],
    ["so-auto,du-1", 0, 1],
    ["so-4,eo-3", 4, -1],
    ["so-1,du-4:so-1", 2, 3],
    ["du-4:so-1", 1, 3],
    ["so-1:du-4", 1, 4],
    ["so-1,du-4:so-1,eo-2", 2, 1],
    ["so-1,du-4:so-3,du-9", 4, 1],
    ["so-2:w-10:so-2", 4, 6],
    ["so-50p:so-50p", 7.5, 2.5],
    ["so-2:du-idu_div_2", 2, 5],
    ["so-2,du-4:so-auto", 2, 4],
    ["so-1:so-1:so-1,du-1", 3, 1],
  ];
  test.each(rows)("%s begins at %d and has %d seconds", (steps, start, seconds) => {
    expect(part(steps)).toEqual({ start, seconds });
  });

  test("cannot begin where the steps before have left nothing", () => {
    for (const steps of ["so-1,du-2:so-2", "eo-3:so-100p", "so-9:so-1:w-10"]) {
      expect(() => part(steps)).toThrow("Cannot cut at");
    }
  });

  test("has no end where the file tells none", () => {
    expect(part("so-2", { seconds: 0 })).toEqual({ start: 2, seconds: Number.POSITIVE_INFINITY });
    expect(part("so-2,du-3", { seconds: 0 })).toEqual({ start: 2, seconds: 3 });
    expect(part("so-2:so-50p,du-3", { seconds: 0 })).toEqual({ start: 2, seconds: 3 });
    expect(part("so-2,du-3:so-1", { seconds: 0 })).toEqual({ start: 3, seconds: 2 });
  });

  test("knows the length of the video below where there is one", () => {
    expect(part("so-bdu_div_2", { ...video, below: 6 })).toEqual({ start: 3, seconds: 7 });
    expect(() => part("so-bdu_div_2")).toThrow("Cannot work out `so`");
  });
});
