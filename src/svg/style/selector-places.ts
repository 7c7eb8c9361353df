import type { Condition, Effort, StyledNode } from "./node.ts";

/** The A and B of An+B. */
export function everyNth(text: string): [step: number, start: number] | undefined {
  const plain = text.replace(/\s+/g, "").toLowerCase();
  if (plain === "odd") return [2, 1];
  if (plain === "even") return [2, 0];
  const [whole, step, start] = /^(?:([+-]?\d*)n)?([+-]?\d+)?$/.exec(plain) ?? [];
  if (!whole) return undefined;
  const sign = step === "" || step === "+" ? 1 : step === "-" ? -1 : Number(step ?? 0);
  return [sign, Number(start ?? 0)];
}

/** Conditions on the place among all elements beside it, or those of its type; places count from 1. */
export const places: Record<string, (step: number, start: number) => Condition> = {
  root: () => (node) => node.parent === undefined,
  empty: () => (node) => node.content.length === 0,
  "first-child": () => atPlace(0, 1, placeOf),
  "last-child": () => atPlace(0, 1, placeFromEnd),
  "only-child": () => (node) => node.place === 0 && placeFromEnd(node) === 1,
  "first-of-type": () => atPlace(0, 1, placeOfType),
  "last-of-type": () => atPlace(0, 1, placeOfTypeFromEnd),
  "nth-child": (step, start) => atPlace(step, start, placeOf),
  "nth-last-child": (step, start) => atPlace(step, start, placeFromEnd),
  "nth-of-type": (step, start) => atPlace(step, start, placeOfType),
  "nth-last-of-type": (step, start) => atPlace(step, start, placeOfTypeFromEnd),
};

type Place = (node: StyledNode, effort: Effort) => number;

function atPlace(step: number, start: number, placeOf: Place): Condition {
  return (node, effort) => {
    const beyond = placeOf(node, effort) - start;
    return step === 0 ? beyond === 0 : beyond % step === 0 && beyond / step >= 0;
  };
}

const placeOf: Place = ({ place }) => place + 1;
const placeFromEnd = ({ parent, place }: StyledNode) => (parent?.children.length ?? 1) - place;
const placeOfType: Place = (node, effort) => sameTypeFrom(node, -1, effort);
const placeOfTypeFromEnd: Place = (node, effort) => sameTypeFrom(node, 1, effort);

function sameTypeFrom({ parent, place, local }: StyledNode, step: 1 | -1, effort: Effort) {
  let count = 1;
  for (let i = place + step; parent?.children[i]; i += step) {
    effort();
    if (parent.children[i]?.local === local) count += 1;
  }
  return count;
}
