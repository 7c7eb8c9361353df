import { Failure } from "../failure.ts";
import { readValue } from "./kinds.ts";
import { parameterOf, parameters, type Step, type Transformation } from "./parameters.ts";

/** Steps in one chain; more are an ELIMIT failure. */
export const maxSteps = 20;

/**
 * Reads the text after `tr:` or `tr=`: steps separated by `:`, parameters by `,`, key and value by
 * the first `-`. The text is as it stands in the URL; percent escapes are decoded per value.
 * Throws EINVAL naming the parameter, or ELIMIT when the chain is too long.
 */
export function parseTransformation(text: string): Transformation {
  const texts = splitChain(text);
  if (texts.length > maxSteps) {
    throw new Failure(
      "ELIMIT",
      `Cannot run ${texts.length} steps: a chain has at most ${maxSteps} steps`,
    );
  }
  const steps = texts.map(parseStep).filter((step) => Object.keys(step).length > 0);
  return steps.length > 0 ? steps : [{}];
}

/**
 * `ar-4:3`, which ImageKit's clients write, holds a colon that separates no steps: a piece that is
 * a bare number can only be the rest of such a ratio.
 */
function splitChain(text: string): string[] {
  const pieces: string[] = [];
  for (const piece of text.split(":")) {
    const before = pieces.at(-1);
    const continues = before !== undefined && /(?:^|,)ar-[\d.]+$/.test(before);
    if (continues && /^[\d.]+(?:,|$)/.test(piece)) pieces[pieces.length - 1] = `${before}:${piece}`;
    else pieces.push(piece);
  }
  return pieces;
}

function parseStep(text: string): Step {
  const step: Record<string, unknown> = {};
  for (const piece of text.split(",")) {
    if (piece === "") continue;
    const dash = piece.indexOf("-");
    const key = dash < 0 ? piece : piece.slice(0, dash);
    const parameter = parameterOf(key);
    if (parameter === undefined) {
      throw new Failure("EINVAL", `Unknown parameter \`${key.slice(0, 80)}\``);
    }
    const value = dash < 0 ? "" : decodeValue(piece.slice(dash + 1));
    step[parameter.name] = readValue(key, parameter.kind, value);
  }
  return step as Step;
}

/** A stray `%` is left as it is: the query form has been decoded once before it comes here. */
function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * The canonical spelling: parameters in the table's order, each value in one notation. Two
 * spellings of the same wish print the same; `parseTransformation(printTransformation(t))` is `t`.
 */
export function printTransformation(transformation: Transformation): string {
  return transformation.map(printStep).join(":");
}

function printStep(step: Step): string {
  const values = step as Record<string, unknown>;
  return Object.keys(parameters)
    .flatMap((key) => {
      const parameter = parameterOf(key);
      const value = parameter && values[parameter.name];
      return value === undefined || !parameter ? [] : [`${key}-${parameter.kind.print(value)}`];
    })
    .join(",");
}
