import type { SvgSize } from "../length.ts";
import { over } from "../xml.ts";
import { withPlainSums } from "./calc.ts";
import { withPlainColours } from "./colour.ts";
import type { StyledNode } from "./node.ts";
import { matches } from "./selector.ts";
import { type Declaration, readDeclarations, readSheet } from "./sheet.ts";

/** Comparisons of elements with selectors: a browser would draw what needs more, but slowly. */
const mostComparisons = 5_000_000;

/** Characters of a value when all variables in it are replaced. */
const longestValue = 10_000;

/** References to references are followed so far, and circles no further. */
const mostReferences = 8;

/** A declaration that reached an element, and how strong it is. */
interface Ranked extends Declaration {
  /** Compared one after the other. */
  rank: [important: number, inline: number, specificity: number];
}

/** What is declared for elements, in the order of the cascade. */
export interface Cascade {
  /** Values by their names, for an element whose parent has these variables. */
  declared(node: StyledNode, inherited: Variables): { values: Map<string, string>; own: Variables };
}

export type Variables = ReadonlyMap<string, string>;

/**
 * Reads the style sheets of a document, one after the other.
 * @param undrawn is told of colours that cannot be worked out
 */
export function createCascade(
  sheets: string,
  viewport: SvgSize,
  undrawn: (what: string) => void = () => {},
): Cascade {
  const rules = readSheet(sheets, viewport);
  const byKey = new Map<
    string,
    { order: number; rule: (typeof rules)[number]; selector: number }[]
  >();
  for (const [order, rule] of rules.entries()) {
    for (const [i, { compounds }] of rule.selectors.entries()) {
      const key = compounds.at(-1)?.key ?? "*";
      const same = byKey.get(key) ?? [];
      byKey.set(key, same);
      same.push({ order, rule, selector: i });
    }
  }
  let comparisons = 0;
  const effort = () => {
    comparisons += 1;
    if (comparisons > mostComparisons)
      throw over("comparisons by its style sheets", mostComparisons);
  };
  const keysOf = ({ local, attributes }: StyledNode) => [
    "*",
    local,
    `#${attributes.get("id") ?? ""}`,
    ...(attributes.get("class") ?? "").split(/\s+/).map((name) => `.${name}`),
  ];

  const reaching = (node: StyledNode): Ranked[] => {
    const found = keysOf(node)
      .flatMap((key) => byKey.get(key) ?? [])
      .toSorted((a, b) => a.order - b.order);
    const ranked: Ranked[] = [];
    for (const { rule, selector } of found) {
      const chosen = rule.selectors[selector];
      if (!chosen || !matches(node, chosen, effort)) continue;
      for (const declaration of rule.declarations) {
        const important = declaration.important ? 1 : 0;
        ranked.push({ ...declaration, rank: [important, 0, chosen.specificity] });
      }
    }
    for (const declaration of readDeclarations(node.attributes.get("style") ?? "")) {
      ranked.push({ ...declaration, rank: [declaration.important ? 1 : 0, 1, 0] });
    }
    return ranked.toSorted((a, b) => {
      const [i = 0, j = 0, k = 0] = a.rank.map((value, at) => value - (b.rank[at] ?? 0));
      return i || j || k;
    });
  };

  return {
    declared(node, inherited) {
      const declarations = reaching(node);
      const variables = declarations.filter(({ name }) => name.startsWith("--"));
      const own =
        variables.length === 0
          ? inherited
          : new Map([...inherited, ...variables.map(({ name, value }) => [name, value] as const)]);
      const values = new Map<string, string>();
      for (const { name, value } of declarations) {
        if (name.startsWith("--")) continue;
        const resolved = withoutVariables(value, own) ?? "unset";
        const plain = withPlainColours(withPlainSums(resolved));
        // A browser skips what it does not know, and what was said before counts.
        if (!isKnown(name, plain)) {
          undrawn(`${name}: ${plain}`);
          continue;
        }
        values.delete(name);
        if (!/^(?:unset|revert|revert-layer)$/i.test(plain)) values.set(name, plain);
        else if (inheritedPaint.test(name)) values.set(name, "inherit");
      }
      return { values, own };
    },
  };
}

/** What an element without it has from its parent. */
const inheritedPaint = /^(?:fill|stroke|color)$/;

const colours = /^(?:fill|stroke|color|stop-color|flood-color|lighting-color)$/;

function isKnown(name: string, value: string): boolean {
  if (!colours.test(name)) return true;
  const called = [...value.matchAll(/([-\w]+)\(/g)].map(([, name = ""]) => name.toLowerCase());
  return called.every((name) => name === "rgb" || name === "rgba" || name === "url");
}

/** A use of a variable that has none in its fallback. */
const innermost = /var\(\s*(--[-\w\u0080-\uffff]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)/g;

/** A value with its variables put in; undefined where one is missing that has no fallback. */
export function withoutVariables(value: string, variables: Variables): string | undefined {
  let resolved = value;
  let missing = false;
  for (let i = 0; i <= mostReferences && resolved.includes("var("); i += 1) {
    resolved = resolved.replace(innermost, (_, name: string, fallback?: string) => {
      const found = variables.get(name) ?? fallback?.trim();
      if (found === undefined) missing = true;
      return found ?? "";
    });
    if (missing || resolved.length > longestValue) return undefined;
  }
  return resolved.includes("var(") ? undefined : resolved;
}
