import { describe, expect, test } from "bun:test";
import { defaultLimits } from "../../../src/limits.ts";
import type { Facts } from "../../../src/render/plan/facts.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import { makePlan, type Plan } from "../../../src/render/plan/plan.ts";
import { chooseRoute } from "../../../src/render/plan/route.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

type Original = Facts & { format: Header["format"] };

const photo: Original = {
  format: "jpeg",
  width: 3000,
  height: 2000,
  orientation: 1,
  alpha: false,
  palette: false,
  bits: 8,
  additive: true,
  frames: 1,
  density: 72,
  hasProfile: false,
  otherColour: false,
  complete: true,
};
const logo: Original = {
  ...photo,
  format: "png",

  alpha: true,
  width: 800,
  height: 800,
};

function planOf(facts: Original, text: string, change: Partial<Header>): Plan {
  const { format, width, height, orientation, alpha } = facts;
  const header: Header = {
    format,
    width,
    height,
    orientation,
    alpha,
    pages: facts.frames,
    density: 72,
    convert: false,
    ...change,
  };
  // There is no face in any of them.
  const circumstances = { accepted: [], limits: defaultLimits, answers: [[]] };
  const planned = makePlan(parseTransformation(text), header, circumstances);
  if (!("plan" in planned)) throw new Error("Expected a plan");
  return planned.plan;
}

/** As `decode, operations, encode`: n is the runtime's codecs, w is libvips. */
function routeOf(facts: Original, text: string, change: Partial<Header> = {}): string {
  const { decode, operations, encode } = chooseRoute(planOf(facts, text, change), facts);
  return [decode, operations, encode].map((engine) => engine[0]).join("");
}

describe("the runtime's codecs make it all", () => {
  for (const [what, facts, text] of [
    ["a photo made smaller", photo, "w-300"],
    ["a thumbnail cut to its box", photo, "w-300,h-300"],
    ["a cut by compass", photo, "w-300,h-300,fo-top_left"],
    ["a part cut out", photo, "w-300,h-300,cm-extract"],
    ["a photo on a backdrop", photo, "w-300,h-300,cm-pad_resize,bg-red"],
    ["a quarter turn", photo, "w-300,rt-90"],
    ["a flip", photo, "w-300,fl-h_v"],
    ["WebP", photo, "w-300,f-webp"],
    ["PNG", photo, "w-300,f-png"],
    ["another quality", photo, "w-300,q-30"],
    ["a progressive JPEG", photo, "w-300,pr-true"],
    ["a photo that lies on its side", { ...photo, orientation: 6 }, "w-300,h-200"],
    ["a WebP that lies on its side", { ...photo, format: "webp", orientation: 6 }, "w-300"],
    ["a logo", logo, "w-400,f-webp"],
    ["a logo flattened", logo, "w-400,f-jpg"],
    ["an opaque WebP", { ...photo, format: "webp" }, "w-300"],
    ["a palette", { ...logo, bits: 4 }, "w-400"],
  ] as const) {
    test(what, () => expect(routeOf(facts, text)).toBe("nnn"));
  }
});

describe("libvips does its own part only", () => {
  for (const [what, facts, text, route] of [
    ["smart crop", photo, "w-300,h-300,fo-auto", "nwn"],
    ["an effect", photo, "w-300,e-grayscale", "nwn"],
    ["a turn by other than quarters", photo, "w-300,rt-30", "nwn"],
    ["rounded corners", photo, "w-300,r-20,f-webp", "nwn"],
    ["an enlarged image", { ...photo, width: 100, height: 80 }, "w-300", "nwn"],
    ["AVIF", photo, "w-300,f-avif", "nww"],
    ["JPEG XL", photo, "w-300,f-jxl", "nww"],
    ["a JPEG with its whole chroma", photo, "w-300,q-90", "nww"],
    ["a density", photo, "w-300,dn-300", "nww"],
    ["metadata that is kept", photo, "w-300,md-true", "www"],
    ["a profile that is kept", photo, "w-300,cp-true", "www"],
  ] as const) {
    test(what, () => expect(routeOf(facts, text)).toBe(route));
  }
});

describe("what the runtime's codecs get wrong stays with libvips", () => {
  for (const [what, facts, change] of [
    ["another profile than sRGB", photo, { convert: true }],
    ["inks", { ...photo, additive: false }, {}],
    ["sixteen bits", { ...logo, bits: 16 }, {}],
    ["colours told by gamma", { ...logo, otherColour: true }, {}],
    ["a file that is cut", { ...photo, complete: false }, {}],
    ["several frames", { ...logo, frames: 3 }, {}],
  ] as const) {
    test(what, () => expect(routeOf(facts, "w-300,f-jpg", change)).toBe("wwn"));
  }

  test("a format that only libvips reads", () => {
    const plan = planOf({ ...photo, format: "tiff" }, "w-300,f-jpg", {});
    expect(chooseRoute(plan, undefined)).toEqual({
      decode: "wasm",
      operations: "wasm",
      encode: "native",
    });
  });
});
