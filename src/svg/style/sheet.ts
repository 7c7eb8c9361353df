import { type CssToken, cssTokens } from "../css-tokens.ts";
import type { SvgSize } from "../length.ts";
import { appliesTo } from "./media.ts";
import { readSelectors, type Selector } from "./selector.ts";

export interface Declaration {
  /** In lower case but for custom properties. */
  name: string;
  value: string;
  important: boolean;
}

/** A rule of a style sheet that applies, whatever it stands in. */
interface Rule {
  selectors: Selector[];
  declarations: Declaration[];
}

/** The rules of a sanitised style sheet, in their order, for an image of this size. */
export function readSheet(css: string, viewport: SvgSize): Rule[] {
  const tokens = cssTokens(css);
  const rules: Rule[] = [];
  let at = 0;

  const until = (...ends: string[]) => {
    const from = at;
    while (at < tokens.length && !isSign(tokens[at], ends)) at += 1;
    return tokens.slice(from, at);
  };
  const read = (applies: boolean) => {
    while (at < tokens.length) {
      while (tokens[at]?.kind === "space") at += 1;
      if (isSign(tokens[at], ["}"])) {
        at += 1;
        return;
      }
      const prelude = until("{", "}");
      if (!isSign(tokens[at], ["{"])) continue;
      at += 1;
      const [first] = prelude;
      if (first?.kind !== "at") {
        const selectors = applies ? readSelectors(trimmed(prelude)) : undefined;
        const declarations = declarationsOf(until("}"));
        at += 1;
        if (selectors) rules.push({ selectors, declarations });
        continue;
      }
      if (first.value === "media" || first.value === "supports") {
        const condition = prelude.slice(1).map(({ text }) => text);
        read(applies && appliesTo(first.value, condition.join(""), viewport));
      } else if (/keyframes$/i.test(first.value)) read(false);
      else {
        until("}");
        at += 1;
      }
    }
  };
  while (at < tokens.length) read(true);
  return rules;
}

/** The declarations of a `style` attribute. */
export function readDeclarations(css: string): Declaration[] {
  return declarationsOf(cssTokens(css));
}

function declarationsOf(tokens: readonly CssToken[]): Declaration[] {
  const declarations: Declaration[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i <= tokens.length; i += 1) {
    const token = tokens[i];
    if (token?.kind === "function" || isSign(token, ["(", "["])) depth += 1;
    else if (isSign(token, [")", "]"])) depth -= 1;
    if (token !== undefined && !(depth === 0 && isSign(token, [";"]))) continue;
    const found = declarationOf(trimmed(tokens.slice(from, i)));
    if (found) declarations.push(found);
    from = i + 1;
  }
  return declarations;
}

function declarationOf([property, ...rest]: readonly CssToken[]): Declaration | undefined {
  const colon = rest.findIndex((token) => isSign(token, [":"]));
  if (property?.kind !== "name" || colon < 0) return undefined;
  const text = trimmed(rest.slice(colon + 1))
    .map(({ text }) => text)
    .join("");
  const value = text.replace(/\s*!\s*important$/i, "");
  const name = property.value.startsWith("--") ? property.value : property.value.toLowerCase();
  return { name, value, important: value !== text };
}

function trimmed(tokens: readonly CssToken[]): CssToken[] {
  const first = tokens.findIndex(({ kind }) => kind !== "space");
  const last = tokens.findLastIndex(({ kind }) => kind !== "space");
  return first < 0 ? [] : tokens.slice(first, last + 1);
}

function isSign(token: CssToken | undefined, signs: readonly string[]): boolean {
  return token?.kind === "other" && signs.includes(token.value);
}
