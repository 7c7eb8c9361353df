import { parameters } from "../url/parameters/parameters.ts";
import { videoParameters } from "../url/parameters/video.ts";
import { type Exactness, type Rewritten, readQuery } from "../url/rewriter.ts";
import {
  type PlainStep,
  printTransformation,
  type Step,
  type Transformation,
} from "../url/transformation.ts";

/** One step, parameter by parameter. */
export interface ExplainedStep {
  text: string;
  parameters: { text: string; key: string; name: string; meaning: string }[];
}

/** How one part of another service's URL is supported. */
export interface ExplainedPart {
  /** As written in the URL. */
  token: string;
  fate: Exactness | "unsupported";
  note?: string;
}

/** Pure. */
export function explainSteps(transformation: Transformation): ExplainedStep[] {
  return transformation.map((step) => ({
    text: printTransformation([step]),
    parameters: "if" in step ? [conditional(step)] : plain(step),
  }));
}

function conditional(step: Step) {
  return {
    text: printTransformation([step]),
    key: "if",
    name: "condition",
    meaning: "Runs one chain of steps or another, depending on the condition",
  };
}

function plain({ layers = [], ...fields }: PlainStep) {
  const known = [...Object.entries(parameters), ...Object.entries(videoParameters)];
  const table = known.flatMap(([key, { name, meaning }]) => {
    const value = (fields as Record<string, unknown>)[name];
    if (value === undefined) return [];
    const text = printTransformation([{ [name]: value }]);
    return [{ text, key, name, meaning }];
  });
  const laid = layers.map((layer) => ({
    text: printTransformation([{ layers: [layer] }]),
    key: "l",
    name: "layer",
    meaning: "Lays an image or text over the image; its own steps are inside",
  }));
  return [...table, ...laid];
}

/** How each part of a URL is supported, in order where the dialect keeps it. Pure. */
export function explainParts(rewritten: Rewritten, query: string): ExplainedPart[] {
  const { fates, ignored, unsupported, approximate } = rewritten;
  const judged = (token: string, fate: Exactness): ExplainedPart["fate"] =>
    fate === "ignored" && unsupported.includes(token) ? "unsupported" : fate;
  if (fates) return fates.map(({ fate, ...part }) => ({ ...part, fate: judged(part.token, fate) }));
  const tokens = readQuery(query).map(({ token }) => token);
  // A part of a parameter is listed by itself: `im=Blur` of `im=Resize;Blur`.
  const parts = [...ignored, ...approximate].filter((token) => !tokens.includes(token));
  return [...tokens, ...parts].map((token) => {
    const fate = ignored.includes(token)
      ? "ignored"
      : approximate.includes(token)
        ? "approximate"
        : "exact";
    return { token, fate: judged(token, fate) };
  });
}
