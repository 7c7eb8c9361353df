import { type CssToken, cssTokens, urlText } from "./css-tokens.ts";
import { innerReference } from "./href.ts";

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** Functions of values that load nothing and run nothing. */
const functions = words(`
  rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix device-cmyk icc-color light-dark
  calc min max clamp round mod rem abs sign sqrt pow exp var env
  matrix matrix3d translate translate3d translatex translatey translatez scale scale3d scalex scaley
  scalez rotate rotate3d rotatex rotatey rotatez skew skewx skewy perspective
  cubic-bezier steps linear linear-gradient radial-gradient conic-gradient
  blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
  circle ellipse inset path polygon rect ray xywh local format counter
`);

/** Properties with which old browsers run code. */
const refused = words("behavior -ms-behavior -moz-binding");

/** At-rules that hold rules; `font-face` holds declarations, and all others go. */
const holders = words("media supports keyframes -webkit-keyframes");

const maxNesting = 8;

/** The harmless declarations of a `style` attribute. */
export function cleanDeclarations(css: string): string {
  return new Cleaner(css).declarations();
}

/** The harmless rules and declarations of a style sheet. */
export function cleanSheet(css: string): string {
  return new Cleaner(css).rules(0);
}

/** Most of the values with brackets, for speed. */
const familiar =
  /^(?:url\(#[-\w.]+\)|\s*(?:(?:matrix|translate|scale|rotate|skew[XY]|rgba?)\([-+.,%\w\s]*\)[\s,]*)+)$/;

/** Whether an attribute's value, read as CSS or as text, refers to nothing outside the document. */
export function isHarmlessValue(value: string): boolean {
  if (/script\s*:/i.test(value)) return false;
  if (!/[\\(]|\/\*/.test(value)) return true;
  if (familiar.test(value)) return true;
  if (/\\|\/\*/.test(value)) return false;
  return cssTokens(value).every(isHarmlessAsWritten);
}

/** The value is kept as it is, so what was judged must be what is there, for any reader. */
function isHarmlessAsWritten(token: CssToken): boolean {
  if (token.kind === "url") return token.value === address(token);
  return isHarmless(token) && !(token.kind === "string" && /url\(/i.test(token.value));
}

function address({ value }: CssToken): string | undefined {
  return innerReference(value, true);
}

function isHarmless(token: CssToken): boolean {
  if (token.kind === "url") return address(token) !== undefined;
  return token.kind === "function" ? functions.has(token.value) : token.kind !== "bad";
}

/** Functions of selectors and conditions load nothing, whatever their name. */
function isSelecting({ kind }: CssToken): boolean {
  return kind !== "url" && kind !== "bad";
}

const partners: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/** Walks over the tokens of a style sheet once, and writes down what may stay. */
class Cleaner {
  private readonly tokens: CssToken[];
  private at = 0;

  constructor(css: string) {
    this.tokens = cssTokens(css);
  }

  /** Rules up to the end, or to a brace that closes what holds them, which is read too. */
  rules(nesting: number): string {
    let css = "";
    for (;;) {
      const token = this.tokens[this.at];
      if (token === undefined) return css;
      if (token.value === "}" && token.kind === "other") {
        this.at += 1;
        if (nesting > 0) return css;
      } else if (token.kind === "space") this.at += 1;
      else css += this.rule(token, nesting);
    }
  }

  private rule({ kind, value }: CssToken, nesting: number): string {
    const name = kind === "at" ? value.toLowerCase() : undefined;
    const { tokens: prelude, balanced, end } = this.until(name === undefined ? "{}" : "{;}");
    if (end !== "{") {
      if (end === ";") this.at += 1;
      return "";
    }
    this.at += 1;
    const keep = balanced && prelude.every(isSelecting);
    if (name !== undefined && holders.has(name) && nesting < maxNesting) {
      const css = this.rules(nesting + 1);
      return keep ? `${written(prelude)}{${css}}` : "";
    }
    const css = name === undefined || name === "font-face" ? this.declarations() : this.block();
    return keep && css !== "" ? `${written(prelude)}{${css}}` : "";
  }

  /** Declarations up to the end or a closing brace, which is read too. */
  declarations(): string {
    const kept: string[] = [];
    for (;;) {
      const { tokens, balanced, end } = this.until(";}");
      const css = balanced ? declaration(tokens) : undefined;
      if (css !== undefined) kept.push(css);
      this.at += 1;
      if (end !== ";") return kept.join(";");
    }
  }

  /** Skips a block whose opening brace was read. */
  private block(): string {
    this.until("}");
    this.at += 1;
    return "";
  }

  /** Tokens up to one of `ends` outside brackets, which stays to be read; braces are brackets. */
  private until(ends: string) {
    const from = this.at;
    const open: string[] = [];
    let balanced = true;
    for (; this.at < this.tokens.length; this.at += 1) {
      const { kind, value } = this.tokens[this.at] as CssToken;
      if (kind === "function") open.push(")");
      if (kind !== "other") continue;
      if (open.length === 0 && ends.includes(value)) break;
      const partner = partners[value];
      if (partner !== undefined) open.push(partner);
      else if (value === ")" || value === "]" || value === "}") {
        if (open.at(-1) === value) open.pop();
        else balanced = false;
      }
    }
    const end = this.tokens[this.at]?.value;
    return {
      tokens: this.tokens.slice(from, this.at),
      balanced: balanced && open.length === 0,
      end,
    };
  }
}

function declaration(tokens: CssToken[]): string | undefined {
  const solid = tokens.findIndex(({ kind }) => kind !== "space");
  const property = tokens[solid];
  const rest = tokens.slice(solid + 1);
  const colon = rest.findIndex(({ kind }) => kind !== "space");
  if (property?.kind !== "name" || rest[colon]?.value !== ":") return undefined;
  const value = rest.slice(colon + 1);
  if (refused.has(property.value.toLowerCase())) return undefined;
  if (!value.every((token) => isHarmless(token) && token.text !== "{")) return undefined;
  const css = written(value);
  return css === "" ? undefined : `${property.text}:${css}`;
}

function written(tokens: CssToken[]): string {
  return tokens
    .filter(({ kind }, i) => kind !== "space" || tokens[i - 1]?.kind !== "space")
    .map((token) => (token.kind === "url" ? urlText(address(token) ?? "") : token.text))
    .join("")
    .trim();
}
