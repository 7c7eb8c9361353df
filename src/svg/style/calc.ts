import { toPixels } from "../length.ts";

/** A number, or a length in pixels. */
interface Amount {
  value: number;
  isLength: boolean;
}

/** A call that has none within, or brackets of a sum; those of another function stand behind its name. */
const innermost = /(?<![-\w])(calc|min|max|clamp)?\(([^()]*)\)/gi;
const anyCall = /(?<![-\w])(?:calc|min|max|clamp)\(/i;

/** Calls within calls are followed so far. */
const deepest = 16;

/**
 * A value with the sums in it worked out.
 * @param whole what percentages are shares of; without, a sum that has any stays as it is
 */
export function withPlainSums(value: string, whole?: number): string {
  let plain = value;
  for (let i = 0; i < deepest && anyCall.test(plain); i += 1) {
    const before = plain;
    plain = plain.replace(innermost, (call, name: string | undefined, inner: string) => {
      const amounts = inner.split(",").map((sum) => sumOf(sum, whole));
      if (!amounts.every((amount) => amount !== undefined)) return call;
      return written(name?.toLowerCase() ?? "calc", amounts) ?? call;
    });
    if (plain === before) return value;
  }
  return plain;
}

function written(name: string, amounts: Amount[]): string | undefined {
  const [first, second = first, third = second] = amounts;
  if (!first || !second || !third) return undefined;
  const values = amounts.map(({ value }) => value);
  const results: Record<string, () => number> = {
    calc: () => first.value,
    min: () => Math.min(...values),
    max: () => Math.max(...values),
    clamp: () => Math.max(first.value, Math.min(second.value, third.value)),
  };
  const result = results[name]?.();
  if (result === undefined || !Number.isFinite(result)) return undefined;
  return `${Number(result.toFixed(6))}${first.isLength ? "px" : ""}`;
}

/** A sum as CSS writes it: plus and minus have blanks around them, the other signs may have. */
function sumOf(text: string, whole: number | undefined): Amount | undefined {
  const words = text.replace(/[*/]/g, " $& ").trim().split(/\s+/);
  const terms: Amount[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const amount = amountOf(words[i] ?? "", whole);
    const sign = i === 0 ? "+" : words[i - 1];
    const last = terms.at(-1);
    if (!amount) return undefined;
    if (sign === "+") terms.push(amount);
    else if (sign === "-") terms.push({ ...amount, value: -amount.value });
    else if (last && (sign === "*" || sign === "/")) {
      last.value = sign === "*" ? last.value * amount.value : last.value / amount.value;
      last.isLength ||= amount.isLength;
    } else return undefined;
  }
  const value = terms.reduce((sum, term) => sum + term.value, 0);
  const isLength = terms.some((term) => term.isLength);
  return words.length % 2 === 1 && Number.isFinite(value) ? { value, isLength } : undefined;
}

function amountOf(word: string, whole: number | undefined): Amount | undefined {
  const value = toPixels(word, whole);
  return value === undefined ? undefined : { value, isLength: /[a-z%]$/i.test(word) };
}
