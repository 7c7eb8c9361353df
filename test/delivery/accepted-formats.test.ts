import { expect, test } from "bun:test";
import { acceptedFormats } from "../../src/delivery/accepted-formats.ts";

const cases: [accept: string | null, accepted: string[]][] = [
  [null, []],
  ["", []],
  ["*/*", []],
  ["image/*", []],
  ["image/webp", ["webp"]],
  ["image/avif,image/webp,image/*,*/*;q=0.8", ["avif", "webp"]],
  ["image/webp,image/avif", ["avif", "webp"]],
  ["IMAGE/WEBP ; Q=0.5", ["webp"]],
  ["image/webp;q=0", []],
  ["image/webp;q=0.000, image/avif", ["avif"]],
  ["image/webp;q=0.001", ["webp"]],
  ["image/webpx, ximage/avif", []],
];

for (const [accept, accepted] of cases) {
  test(`a client that accepts ${accept} accepts ${accepted.join(" and ") || "nothing more"}`, () => {
    expect(acceptedFormats(accept, ["webp", "avif"])).toEqual(accepted as "webp"[]);
  });
}

test("only formats that the endpoint allows are accepted", () => {
  expect(acceptedFormats("image/avif,image/webp", ["webp"])).toEqual(["webp"]);
  expect(acceptedFormats("image/avif,image/webp", [])).toEqual([]);
});
