import type { Failure } from "../../failure.ts";
import type { Exactness } from "../../url/rewriter.ts";

/** What becomes of one parameter; `refused` ones have the whole URL refused. */
export interface Parameter {
  token: string;
  fate: Exactness | "refused";
  note?: string;
  /** Whether only bytes or quality differ. */
  unseen?: true;
}

/** How a URL fares, best first; the first three are answered. */
export const outcomes = [
  "exact",
  "approximate",
  "ignored",
  "missing",
  "refused",
  "unreachable",
] as const;

export type Outcome = (typeof outcomes)[number];

export function isAnswered(outcome: Outcome): boolean {
  return outcomes.indexOf(outcome) < outcomes.indexOf("missing");
}

/** What a request for a URL would be answered. */
export interface Verdict {
  outcome: Outcome;
  status: number;
  /** Of the failure. */
  code?: string;
  reason?: string;
  /** Name of the origin that has the original, and the key or path there. */
  origin?: string;
  key?: string;
  /** Where the original was looked for first, without its file name. */
  folder: string;
  /** The parameters with what differs from URL to URL taken out. */
  pattern: string;
  parameters: Parameter[];
  /** What would be rendered, in our own words; empty for the original as it is. */
  rendered: string;
}

export function outcomeOf(failure: Failure | undefined, parameters: readonly Parameter[]): Outcome {
  if (failure) {
    if (failure.status === 404) return "missing";
    return failure.status < 500 || failure.code === "ENOTSUP" ? "refused" : "unreachable";
  }
  const has = (fate: Exactness) => parameters.some((parameter) => parameter.fate === fate);
  return has("ignored") ? "ignored" : has("approximate") ? "approximate" : "exact";
}
