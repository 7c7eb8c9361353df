import { filters, leanings, surroundings, tones } from "../url/parameters/effects.ts";
import { parameters } from "../url/parameters/parameters.ts";
import { sizing } from "../url/parameters/sizing.ts";

/** What a person sets a parameter with. */
export type Control =
  | { kind: "number"; min?: number; max?: number; whole?: boolean }
  | { kind: "choice"; choices: string[] }
  | { kind: "switch" }
  /** Nothing follows the key: it is there or not. */
  | { kind: "present" }
  | { kind: "text" };

export type ParameterGroup = "size" | "colour" | "effect" | "shape" | "output" | "original";

/** A parameter of a step, for people who build transformations. */
export interface ParameterView {
  /** As in URLs: `w`. */
  key: string;
  name: string;
  meaning: string;
  /** What its value may be, in words. */
  expected: string;
  /** A good value. */
  example: string;
  group: ParameterGroup;
  control: Control;
}

const output = ["q", "f", "pr", "lo", "cp", "md", "dn"];
const original = ["pg", "di", "orig", "t"];
const colour = ["bg", "e-grayscale", "e-contrast", "e-colorize", "cr", ...Object.keys(tones)];
const shape = ["e-distort", "rt", "fl", "b", "r", "e-shadow", "o"].concat(
  Object.keys(leanings),
  Object.keys(surroundings),
);
const effect = ["e-sharpen", "e-usm", "bl", "e-gradient", ...Object.keys(filters)];

const groups: [ParameterGroup, readonly string[]][] = [
  ["size", Object.keys(sizing)],
  ["colour", colour],
  ["effect", effect],
  ["shape", shape],
  ["output", output],
  ["original", original],
];

/** The table of parameters in the order of the canonical spelling. Pure. */
export function listParameters(): ParameterView[] {
  return Object.entries(parameters).map(([key, { name, kind, good, meaning }]) => ({
    key,
    name,
    meaning,
    expected: kind.expected,
    example: good,
    group: groups.find(([, keys]) => keys.includes(key))?.[0] ?? "effect",
    control: controlOf(kind.expected),
  }));
}

const range =
  /^(?:nothing, or )?(?:a (whole )?number|degrees) from (N?[\d.]+) to (N?[\d.]+)(?:, or \w+)?$/;

/** `N10` is minus ten. */
const read = (text = "") => Number(text.replace("N", "-"));

/** What a kind expects is said in few ways; where a value has parts, people write it. */
function controlOf(expected: string): Control {
  if (expected === "true or false") return { kind: "switch" };
  if (expected === "nothing after its name") return { kind: "present" };
  const choices = /^one of ([\w, ]+)$/.exec(expected)?.[1];
  if (choices !== undefined) return { kind: "choice", choices: choices.split(", ") };
  const [found, whole, min, max] = range.exec(expected) ?? [];
  if (found !== undefined) {
    const bounds = { min: read(min), max: read(max) };
    return { kind: "number", ...bounds, ...(whole === undefined ? {} : { whole: true }) };
  }
  if (expected === "a number above 0") return { kind: "number", min: 0 };
  if (expected.startsWith("a whole number of pixels")) return { kind: "number", whole: true };
  return { kind: "text" };
}
