import { describeValues, type Values } from "../url/parameters/kind.ts";
import type { Parameter } from "../url/parameters/parameter.ts";
import { type ParameterGroup, parameterGroups, parameters } from "../url/parameters/parameters.ts";
import { videoParameters } from "../url/parameters/video.ts";

/** What a person sets a parameter with. */
export type Control =
  | { kind: "number"; min: number | undefined; max: number | undefined; whole?: true }
  | { kind: "choice"; choices: readonly string[] }
  | { kind: "switch" }
  /** Nothing follows the key: it is there or not. */
  | { kind: "present" }
  | { kind: "text" };

/** A parameter of a step, for people who build transformations. */
export interface ParameterView {
  /** As in URLs: `w`. */
  key: string;
  name: string;
  meaning: string;
  /** What its value may be, in words. */
  expected: string;
  /** Whether the key may stand alone, without a value. */
  optional: boolean;
  /** A good value. */
  example: string;
  group: ParameterGroup | "video";
  control: Control;
}

const groupOf = new Map(
  Object.entries(parameterGroups).flatMap(([group, table]) =>
    Object.keys(table).map((key) => [key, group as ParameterGroup]),
  ),
);

/**
 * The table of parameters in the order of the canonical spelling, those of videos behind the others:
 * `f` is in both, with other formats. Pure.
 */
export function listParameters(): ParameterView[] {
  return [
    ...Object.entries<Parameter>(parameters).map(([key, parameter]) =>
      viewOf(key, parameter, groupOf.get(key) ?? "effect"),
    ),
    ...Object.entries<Parameter>(videoParameters).map(([key, parameter]) =>
      viewOf(key, parameter, "video"),
    ),
  ];
}

function viewOf(key: string, parameter: Parameter, group: ParameterView["group"]): ParameterView {
  const { name, kind, good, meaning } = parameter;
  const { values } = kind;
  return {
    key,
    name,
    meaning,
    expected: describeValues(values),
    optional: values.type === "presence" || values.optional === true,
    example: good,
    group,
    control: controlOf(values),
  };
}

/** What fits the values; those with a notation of their own are written as text. */
function controlOf(values: Values): Control {
  switch (values.type) {
    case "choice":
      return { kind: "choice", choices: values.choices };
    case "boolean":
      return { kind: "switch" };
    case "presence":
      return { kind: "present" };
    case "text":
      return { kind: "text" };
    default: {
      const { type, min, max } = values;
      const control = { kind: "number" as const, min, max };
      return type === "integer" ? { ...control, whole: true } : control;
    }
  }
}
