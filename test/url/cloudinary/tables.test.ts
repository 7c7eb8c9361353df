import { expect, test } from "bun:test";
import { supportOf } from "../../../src/url/cloudinary/dialect.ts";
import { effects } from "../../../src/url/cloudinary/effects/effects.ts";
import { flags } from "../../../src/url/cloudinary/flags.ts";
import { parameters } from "../../../src/url/cloudinary/parameters.ts";
import { splitTransformations } from "../../../src/url/cloudinary/path.ts";

test("every parameter of the table is told from a folder, and every one that is told is in it", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz".split("");
  const keys = ["", ...letters].flatMap((first) => letters.map((second) => first + second));
  const told = keys.filter((key) => {
    const [reading] = splitTransformations({ rest: [`${key}_1`, "picture"], suffixed: false });
    return reading?.transformations.length === 1;
  });
  expect([...told, "dpr", "fps"].sort()).toEqual(Object.keys(parameters).sort());
});

test("what is not exact says why", () => {
  for (const row of [parameters, effects, flags].flatMap((table) => Object.values(table))) {
    expect(row.meaning).not.toBe("");
    expect(row.note === undefined).toBe(row.fate === "exact");
  }
});

test("an effect alone fares as its row says", () => {
  const values: Record<string, string> = {
    shear: ":10:0",
    distort: ":arc:20",
    replace_color: ":red",
  };
  for (const [name, { fate }] of Object.entries(effects)) {
    expect([name, supportOf(`e_${name}${values[name] ?? ""}`)]).toEqual([name, fate]);
  }
});

test("a flag alone fares as its row says", () => {
  for (const [name, { fate }] of Object.entries(flags)) {
    expect([name, supportOf(`fl_${name}`)]).toEqual([name, fate]);
  }
});
