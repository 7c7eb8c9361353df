import type { Support } from "../rewriter.ts";
import { decode } from "../tokens.ts";
import type { PlainStep } from "../transformation.ts";
import { effects } from "./effects/effects.ts";
import { parameters } from "./parameters.ts";
import { type Reading, type Row, rowOf } from "./support.ts";
import { splitColons } from "./values/colours.ts";

/** One `key_value` of a component. */
export interface Token {
  /** As it stood in the URL. */
  text: string;
  key: string;
  /** Decoded. */
  value: string;
}

/** What becomes of a token. */
export interface Verdict extends Omit<Support, "token"> {
  /** Whether Cloudinary knows it and we cannot make it. */
  unsupported?: boolean;
}

/** The tokens of one component, each with what becomes of it. */
export interface Component {
  /** The value of a parameter; the last one counts. */
  get(key: string): string | undefined;
  /** All tokens of a key that may stand there more than once. */
  all(key: "e" | "fl" | "t" | "bl"): Token[];
  /** Says what becomes of a token; with its key, of the one that counts. */
  settle(of: Token | string, verdict: Verdict): void;
  /** Settles a token by what its value came to, and gives the fields. */
  take(of: Token | string, reading: Reading): PlainStep;
  /** What becomes of each token. */
  fates(): (Verdict & Pick<Support, "token">)[];
}

/** Keys of which each token counts. */
const several = ["e", "fl", "t", "bl"];

const invalid: Verdict = { fate: "ignored", note: "no such value" };
const unknown: Verdict = { fate: "ignored", note: "no such parameter" };
const repeated: Verdict = { fate: "ignored", note: "said again behind it", unseen: true };

/**
 * @param texts tokens with their variables replaced
 * @param as the same as they stood in the URL
 */
export function readComponent(texts: readonly string[], as: readonly string[] = texts): Component {
  const tokens = texts.map((text, i) => readToken(text, as[i] ?? text));
  const verdicts = new Map<Token, Verdict>(tokens.map((token) => [token, verdictOf(token)]));
  const last = (key: string) => tokens.findLast((token) => token.key === key);
  for (const token of tokens) {
    const counts = several.includes(token.key) || last(token.key) === token;
    if (!counts) verdicts.set(token, repeated);
  }
  const find = (of: Token | string) => (typeof of === "string" ? last(of) : of);
  const component: Component = {
    get: (key) => last(key)?.value,
    all: (key) => tokens.filter((token) => token.key === key),
    settle(of, verdict) {
      const token = find(of);
      if (token) verdicts.set(token, verdict);
    },
    take(of, reading) {
      const token = find(of);
      if (!token) return {};
      if (!reading) verdicts.set(token, invalid);
      else if ("cannot" in reading) {
        const { cannot: note, unseen } = reading;
        verdicts.set(token, {
          fate: "ignored",
          note,
          unsupported: true,
          ...(unseen && { unseen }),
        });
      } else {
        const { note, unseen } = reading;
        if (note) verdicts.set(token, { fate: "approximate", note, ...(unseen && { unseen }) });
        return reading.fields;
      }
      return {};
    },
    fates: () => [...verdicts].map(([{ text: token }, verdict]) => ({ token, ...verdict })),
  };
  return component;
}

function readToken(text: string, as: string): Token {
  const [, key = text, value = ""] = /^([^_]*)_(.*)$/s.exec(text) ?? [];
  return { text: as, key, value: decode(value) };
}

/** What becomes of a token when its value is a good one. */
function verdictOf({ key, value }: Token): Verdict {
  const row = key === "e" ? effectRow(value) : rowOf<Row>(parameters, key);
  if (!row) return key === "e" ? { fate: "ignored", note: "no such effect" } : unknown;
  const { fate, note, unseen } = row;
  return {
    fate,
    ...(unseen && { unseen }),
    ...(note === undefined ? {} : { note }),
    ...(fate === "ignored" ? { unsupported: true } : {}),
  };
}

/** The row of an effect's name, which its value begins with. */
export function effectRow(value: string): Row | undefined {
  return rowOf<Row>(effects, splitColons(value)[0] ?? "");
}
