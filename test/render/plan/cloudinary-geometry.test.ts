import { describe, expect, test } from "bun:test";
import { layOut, sizeAfter } from "../../../src/render/plan/geometry/geometry.ts";
import type { Layout } from "../../../src/render/plan/geometry/layout.ts";
import { exactStep } from "../../../src/render/plan/resolve-expressions.ts";
import { type PlainStep, parseTransformation } from "../../../src/url/transformation.ts";
import { type Outcome, rows, type Sides } from "./cloudinary-geometry.ts";

function layout(ours: string, [width, height]: Sides): Layout {
  const [step] = parseTransformation(ours) as [PlainStep];
  const picture = { width, height };
  return layOut(exactStep(step, { original: picture, current: picture }), picture);
}

function outcomeOf({ resize, crop, pad }: Layout): Outcome {
  return {
    ...(resize ? { scaled: [resize.width, resize.height] } : {}),
    ...(crop ? { cut: [crop.left, crop.top, crop.width, crop.height] } : {}),
    ...(pad ? { backdrop: [pad.left, pad.top, pad.width, pad.height] } : {}),
  };
}

/** Whether the same happens, but for a pixel's rounding. */
function agree(made: Outcome, expected: Outcome): boolean {
  return (["scaled", "cut", "backdrop"] as const).every((key) => {
    const [a, b] = [made[key], expected[key]];
    if (a === undefined || b === undefined) return a === b;
    return a.every((length, i) => Math.abs(length - (b[i] ?? Number.NaN)) <= 1);
  });
}

/** A size is no matter of rounding: what was asked for in whole pixels is met exactly. */
function finalSize({ scaled, cut, backdrop }: Outcome, picture: Sides): readonly number[] {
  return backdrop?.slice(2) ?? cut?.slice(2) ?? scaled ?? picture;
}

for (const [name, members] of Object.entries(rows)) {
  describe(`${name} is what Cloudinary's documentation says`, () => {
    for (const { picture, cloudinary, ours, outcome } of members) {
      test(`${cloudinary} on ${picture.join("x")}`, () => {
        const made = layout(ours, picture);
        if (!agree(outcomeOf(made), outcome)) expect(outcomeOf(made)).toEqual(outcome);
        const [width, height] = picture;
        const size = sizeAfter(made, { width, height });
        expect([size.width, size.height]).toEqual([...finalSize(outcome, picture)]);
      });
    }
  });
}

test("every mode is there, and every gravity with every mode that has one", () => {
  const seen = Object.values(rows).flatMap((members) => members.map((row) => row.cloudinary));
  const modes = "scale fit limit mfit fill lfill fill_pad crop thumb auto auto_pad pad lpad mpad";
  const compass = "north_west north north_east west center east south_west south south_east";
  const without = ["scale", "fit", "limit", "mfit", "fill_pad", "auto_pad"];
  const missing = modes.split(" ").flatMap((mode) => {
    const of = seen.map((text) => text.split(",")).filter((words) => words.includes(`c_${mode}`));
    const gravities = without.includes(mode) ? [] : compass.split(" ").map((word) => `g_${word}`);
    const lacking = gravities.filter((gravity) => !of.some((words) => words.includes(gravity)));
    return of.length === 0 ? [mode] : lacking.map((gravity) => `${mode},${gravity}`);
  });
  expect(missing).toEqual([]);
});

describe("a cut that has nothing in common with the picture is refused", () => {
  for (const ours of ["x-600", "y-N100", "fo-right,dx-N200", "fo-bottom,dy-400"]) {
    test(ours, () => {
      expect(() => layout(`w-200,h-100,cm-extract_within,${ours}`, [600, 400])).toThrow(
        "`cm-extract_within` leaves the image: 200x100",
      );
    });
  }
});

describe("an offset holds for ImageKit's modes as well, and ends at the picture's edge", () => {
  const cases: [ours: string, outcome: Outcome][] = [
    ["w-200,h-100,cm-extract,fo-bottom_right,dx-20,dy-10", { cut: [380, 290, 200, 100] }],
    ["w-200,h-100,cm-extract,fo-left,dx-900", { cut: [400, 150, 200, 100] }],
    [
      "w-800,h-200,cm-pad_extract,dx-10,dy-5",
      { cut: [0, 105, 600, 200], backdrop: [110, 0, 800, 200] },
    ],
    ["w-900,h-900,c-maintain_ratio_no_enlarge,fo-right,dx-30", { cut: [170, 0, 400, 400] }],
  ];
  for (const [ours, outcome] of cases) {
    test(ours, () => expect(outcomeOf(layout(ours, [600, 400]))).toEqual(outcome));
  }
});

test("a point to cut around is only heeded where it is asked for", () => {
  for (const ours of ["", ",xc-0", ",fo-left,xc-600"]) {
    const { crop } = layout(`w-100,h-150${ours}`, [600, 400]);
    expect(crop?.left).toBe(ours.includes("left") ? 0 : 62);
  }
});
