import { expect, test } from "bun:test";
import { placement } from "../../src/url/parameters/layer.ts";
import type { Parameter } from "../../src/url/parameters/parameter.ts";
import { parameters } from "../../src/url/parameters/parameters.ts";
import { textStyle } from "../../src/url/parameters/text-style.ts";
import type { Layer } from "../../src/url/transformation.ts";
import { parseTransformation, type Transformation } from "../../src/url/transformation.ts";
import { cases, names } from "./cases.ts";

const seen = { step: new Set<string>(), placement: new Set<string>(), text: new Set<string>() };
for (const [, transformation] of Object.values(cases).flat()) {
  // A name stands for a chain that is read when the request comes.
  const plain = transformation.replace(/\bn-(\w+)/, (_, name) => names[name as keyof typeof names]);
  look(parseTransformation(plain));
}

function look(steps: Transformation): void {
  for (const step of steps) {
    if ("if" in step) {
      look([...step.met, ...(step.unmet ?? [])]);
      continue;
    }
    for (const field of Object.keys(step)) seen.step.add(field);
    for (const layer of step.layers ?? []) lookAt(layer);
  }
}

function lookAt(layer: Layer): void {
  for (const field of Object.keys(layer.placement)) seen.placement.add(field);
  if ("steps" in layer) look(layer.steps);
  else for (const field of Object.keys(layer.style)) seen.text.add(field);
}

function unseen(table: Record<string, Parameter>, fields: Set<string>): string[] {
  return Object.keys(table).filter((key) => !fields.has(table[key]?.name ?? ""));
}

test("a case shows every parameter of a step", () => {
  expect(unseen(parameters, seen.step)).toEqual([]);
});

test("a case shows every placement of a layer", () => {
  expect(unseen(placement, seen.placement)).toEqual([]);
});

test("a case shows every style of a text", () => {
  expect(unseen(textStyle, seen.text)).toEqual([]);
});
