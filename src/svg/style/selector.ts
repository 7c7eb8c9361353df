import type { CssToken } from "../css-tokens.ts";
import type { Condition, Effort, StyledNode } from "./node.ts";
import { everyNth, places } from "./selector-places.ts";

/** One selector of a rule: what an element is, and what stands around it. */
export interface Selector {
  /** From left to right. */
  compounds: Compound[];
  /** Larger wins: ids before classes before types. */
  specificity: number;
}

interface Compound {
  /** How it is joined to the one before it. */
  combinator: " " | ">" | "+" | "~";
  tests: Condition[];
  /** `#id`, `.class` or `type` that every match has. */
  key: string | undefined;
}

const ofIds = 1_000_000;
const ofClasses = 1000;
/** `:not(:is(:not(…)))` is read so deep. */
const mostNesting = 4;

/** What needs a pointer, a keyboard or a link that was followed: none is there. */
const neverTrue = new Set([
  ...["hover", "active", "focus", "focus-within", "focus-visible", "visited", "link", "target"],
  ...["before", "after", "first-line", "first-letter", "marker", "selection", "any-link"],
]);

/** The selectors of a rule; undefined where a browser would skip the rule. */
export function readSelectors(tokens: readonly CssToken[], nesting = 0): Selector[] | undefined {
  const reader = new SelectorReader(tokens, nesting);
  return reader.list();
}

export function matches(node: StyledNode, { compounds }: Selector, effort: Effort): boolean {
  return matchesUpTo(node, compounds, compounds.length - 1, effort);
}

function matchesUpTo(
  node: StyledNode,
  compounds: readonly Compound[],
  last: number,
  effort: Effort,
): boolean {
  effort();
  const compound = compounds[last];
  if (!compound?.tests.every((test) => test(node, effort))) return false;
  if (last === 0) return true;
  const { combinator } = compound;
  const step = combinator === " " || combinator === ">" ? parentOf : siblingBefore;
  for (let other = step(node); other; other = step(other)) {
    if (matchesUpTo(other, compounds, last - 1, effort)) return true;
    if (combinator === ">" || combinator === "+") return false;
  }
  return false;
}

const parentOf = ({ parent }: StyledNode) => parent;
const siblingBefore = ({ parent, place }: StyledNode) => parent?.children[place - 1];

class SelectorReader {
  private at = 0;
  private readonly tokens: readonly CssToken[];
  private readonly nesting: number;

  constructor(tokens: readonly CssToken[], nesting: number) {
    this.tokens = tokens;
    this.nesting = nesting;
  }

  list(): Selector[] | undefined {
    const all: Selector[] = [];
    for (;;) {
      const selector = this.one();
      if (!selector) return undefined;
      all.push(selector);
      if (this.at >= this.tokens.length) return all;
      this.at += 1; // The comma.
    }
  }

  private one(): Selector | undefined {
    const compounds: Compound[] = [];
    let specificity = 0;
    let combinator: Compound["combinator"] = " ";
    for (;;) {
      this.skipSpace();
      const tests: Condition[] = [];
      let key: string | undefined;
      for (;;) {
        const simple = this.simple();
        if (simple === "none") break;
        if (simple === undefined) return undefined;
        tests.push(simple.test);
        specificity += simple.weight;
        if (simple.key !== undefined) key = key?.startsWith("#") ? key : simple.key;
      }
      if (tests.length === 0) return undefined;
      compounds.push({ combinator, tests, key });
      const spaced = this.skipSpace();
      const { kind, value } = this.tokens[this.at] ?? {};
      if (kind === undefined || (kind === "other" && value === ",")) {
        return { compounds, specificity };
      }
      const sign = kind === "other" && (value === ">" || value === "+" || value === "~");
      if (!sign && !spaced) return undefined;
      combinator = sign ? value : " ";
      if (sign) this.at += 1;
    }
  }

  /** One condition; undefined for one that is not known, "none" where no other begins. */
  private simple(): { test: Condition; weight: number; key?: string } | "none" | undefined {
    const token = this.tokens[this.at];
    if (token === undefined) return "none";
    const { kind, value } = token;
    if (kind === "name") {
      this.at += 1;
      return { test: ({ local }) => local === value, weight: 1, key: value };
    }
    if (kind === "hash") {
      this.at += 1;
      const test: Condition = ({ attributes }) => attributes.get("id") === value;
      return { test, weight: ofIds, key: `#${value}` };
    }
    if (kind !== "other") return "none";
    if (value === "*") {
      this.at += 1;
      return { test: () => true, weight: 0 };
    }
    if (value === ".") return this.className();
    if (value === "[") return this.attribute();
    return value === ":" ? this.pseudo() : "none";
  }

  private className() {
    const name = this.tokens[this.at + 1];
    if (name?.kind !== "name") return undefined;
    this.at += 2;
    const test: Condition = ({ attributes }) =>
      (attributes.get("class") ?? "").split(/\s+/).includes(name.value);
    return { test, weight: ofClasses, key: `.${name.value}` };
  }

  private attribute() {
    const close = this.tokens.findIndex(
      ({ kind, value }, i) => i > this.at && kind === "other" && value === "]",
    );
    if (close < 0) return undefined;
    const inner = this.tokens.slice(this.at + 1, close).filter(({ kind }) => kind !== "space");
    this.at = close + 1;
    const [name, ...rest] = inner;
    if (name?.kind !== "name") return undefined;
    const attributeOf = ({ attributes }: StyledNode) => attributes.get(name.value);
    const equals = rest.findIndex(({ value, kind }) => kind === "other" && value === "=");
    const operator = rest
      .slice(0, equals + 1)
      .map(({ value }) => value)
      .join("");
    const wanted = rest[equals + 1]?.value;
    if (rest.length === 0) {
      return { test: (node: StyledNode) => attributeOf(node) !== undefined, weight: ofClasses };
    }
    const compare = comparisons[operator];
    if (!compare || wanted === undefined) return undefined;
    const test: Condition = (node) => {
      const value = attributeOf(node);
      return value !== undefined && wanted !== "" && compare(value, wanted);
    };
    return { test, weight: ofClasses };
  }

  private pseudo() {
    while (this.tokens[this.at]?.value === ":") this.at += 1;
    const { kind, value = "" } = this.tokens[this.at] ?? {};
    this.at += 1;
    if (kind === "name") {
      const test = neverTrue.has(value.toLowerCase())
        ? () => false
        : places[value.toLowerCase()]?.(0, 1);
      return test && { test, weight: ofClasses };
    }
    return kind === "function" ? this.functional(value) : undefined;
  }

  private functional(name: string) {
    const from = this.at;
    for (let depth = 1; depth > 0; this.at += 1) {
      const token = this.tokens[this.at];
      if (!token) return undefined;
      if (token.kind === "function" || token.value === "(") depth += 1;
      else if (token.kind === "other" && token.value === ")") depth -= 1;
    }
    const inner = this.tokens.slice(from, this.at - 1);
    if (name.startsWith("nth-")) {
      const step = everyNth(inner.map(({ text }) => text).join(""));
      const test = step && places[name]?.(...step);
      return test && { test, weight: ofClasses };
    }
    if (!["not", "is", "where", "matches"].includes(name)) return undefined;
    const list = this.nesting < mostNesting && readSelectors(inner, this.nesting + 1);
    if (!list) return undefined;
    const test: Condition = (node, effort) =>
      list.some((selector) => matches(node, selector, effort)) !== (name === "not");
    const most = Math.max(...list.map(({ specificity }) => specificity));
    return { test, weight: name === "where" ? 0 : most };
  }

  private skipSpace(): boolean {
    const from = this.at;
    while (this.tokens[this.at]?.kind === "space") this.at += 1;
    return this.at > from;
  }
}

const comparisons: Record<string, (value: string, wanted: string) => boolean> = {
  "=": (value, wanted) => value === wanted,
  "~=": (value, wanted) => value.split(/\s+/).includes(wanted),
  "|=": (value, wanted) => value === wanted || value.startsWith(`${wanted}-`),
  "^=": (value, wanted) => value.startsWith(wanted),
  "$=": (value, wanted) => value.endsWith(wanted),
  "*=": (value, wanted) => value.includes(wanted),
};
