import { Failure } from "../failure.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { parseLayer, printLayer, type Taker } from "./layer-parser.ts";
import { type Condition, condition } from "./parameters/condition.ts";
import { readValue } from "./parameters/kind.ts";
import type { LayerOf } from "./parameters/layer.ts";
import { printFields } from "./parameters/parameter.ts";
import { type Fields, parameterOf, parameters } from "./parameters/parameters.ts";
import { refuse } from "./parameters/unsupported.ts";
import { type VideoFields, videoParameterOf, videoParameters } from "./parameters/video.ts";
import { type Ignore, type Reader, readPieces, splitPiece } from "./tokens.ts";

/** What one step asks for: fields, and layers in the order in which they are laid. */
export interface PlainStep extends Fields, VideoFields {
  layers?: Layer[];
}

/** A step that is one chain or another, as a condition has it. */
export interface Conditional {
  if: Condition;
  met: Transformation;
  unmet?: Transformation;
}

export type Step = PlainStep | Conditional;

/** What was asked: steps in order, each applied to the result of the one before. Never empty. */
export type Transformation = Step[];

export type Layer = LayerOf<Transformation>;

/** The steps that are taken in any case. */
export function plainSteps(transformation: Transformation): PlainStep[] {
  return transformation.filter((step): step is PlainStep => !("if" in step));
}

/**
 * Reads the text after `tr:` or `tr=`: steps separated by `:`, parameters by `,`, key and value by
 * the first `-`. The text is as it stands in the URL; percent escapes are decoded per value.
 * Throws EINVAL naming the parameter, ELIMIT when there are too many steps, ENOTSUP for what needs
 * a service.
 * @param ignore takes parameters, values and layers that cannot be read; without it they are EINVAL
 */
export function parseTransformation(
  text: string,
  limits: Pick<Limits, "steps"> = defaultLimits,
  ignore?: Ignore,
): Transformation {
  const reader = readPieces(text, limits.steps, ignore);
  let steps = parseChain(reader);
  for (let left = reader.next(); left !== undefined; left = reader.next()) {
    const { text: closing } = left;
    reader.attempt(closing, () => {
      throw new Failure("EINVAL", `\`${closing}\` closes nothing`);
    });
    const full = [...steps, ...parseChain(reader)].filter((step) => Object.keys(step).length > 0);
    steps = full.length > 0 ? full : [{}];
  }
  return steps;
}

/**
 * Reads steps up to the end, or up to a piece that ends what they stand in. What `taken` takes is
 * not the steps': a layer's own parameters may stand in any of its steps.
 */
function parseChain(reader: Reader, taken: Taker = () => false): Transformation {
  const steps: Transformation = [];
  do {
    reader.countStep();
    const step = parseStep(reader, taken);
    if (Object.keys(step).length > 0) steps.push(step);
  } while (reader.passColon());
  return steps.length > 0 ? steps : [{}];
}

function parseStep(reader: Reader, taken: Taker): Step {
  const fields: Record<string, unknown> = {};
  const layers: Layer[] = [];
  for (let piece = reader.peek(); piece !== undefined; piece = reader.peek()) {
    if (piece.ends) break;
    reader.next();
    if (piece.text.startsWith("if-")) {
      const first = Object.keys(fields).length === 0 && layers.length === 0;
      if (!first) reader.attempt(piece.text, standsAlone);
      const conditional = parseConditional(piece.text, reader, taken);
      const last = !reader.peek() || reader.peek()?.ends === true || reader.atColon();
      if (!last) reader.attempt(piece.text, standsAlone);
      if (first && last) return conditional;
      continue;
    }
    const { text } = piece;
    if (text.startsWith("l-")) {
      reader.attempt(text, () => layers.push(parseLayer(text.slice(2), reader, parseChain)));
    } else if (text !== "") {
      reader.attempt(text, () => taken(text) || readField(text, fields));
    }
    if (reader.atColon()) break;
  }
  if (layers.length > 0) fields.layers = layers;
  return fields as PlainStep;
}

function standsAlone(): never {
  throw new Failure("EINVAL", "`if` has to stand alone in its step: separate it with `:`");
}

/** Reads one parameter into the fields of a step. */
function readField(text: string, fields: Record<string, unknown>): void {
  const { key, value } = splitPiece(text);
  refuse(key, value);
  // Angular's client wrote it for a quality that the server chooses, which it does anyway.
  if (key === "q" && value === "auto") return;
  const parameter = videoParameterOf(key, value) ?? parameterOf(key);
  if (!parameter) throw new Failure("EINVAL", `Unknown parameter \`${key.slice(0, 80)}\``);
  fields[parameter.name] = readValue(key, parameter.kind, value);
}

/** `if-CONDITION,…[,if-else,…],if-end`; each branch is a chain. */
function parseConditional(text: string, reader: Reader, taken: Taker): Step {
  let lists: Condition | undefined;
  reader.attempt(text, () => {
    lists = readValue("if", condition, text.slice("if-".length));
  });
  const met = parseChain(reader, taken);
  const made: Omit<Conditional, "if"> = { met };
  if (reader.peek()?.text === "if-else") {
    reader.next();
    made.unmet = parseChain(reader, taken);
  }
  if (reader.next()?.text !== "if-end") {
    reader.attempt(text, () => {
      throw new Failure("EINVAL", "`if` is not closed by `if-end`");
    });
  }
  return lists ? { if: lists, ...made } : {};
}

/**
 * The canonical spelling: parameters in the table's order, each value in one notation. Two
 * spellings of the same transformation print the same; `parseTransformation(printTransformation(t))` is `t`.
 */
export function printTransformation(transformation: Transformation): string {
  return transformation.map(printStep).join(":");
}

function printStep(step: Step): string {
  if (!("if" in step)) return printPlain(step);
  const otherwise = step.unmet ? ["if-else", printTransformation(step.unmet)] : [];
  return [`if-${condition.print(step.if)}`, printTransformation(step.met), ...otherwise, "if-end"]
    .filter((part) => part !== "")
    .join(",");
}

function printPlain({ layers = [], ...fields }: PlainStep): string {
  return [
    ...printFields(fields, parameters),
    ...printFields(fields, videoParameters),
    ...layers.map((layer) => printLayer(layer, printTransformation)),
  ].join(",");
}
