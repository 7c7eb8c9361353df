import { numberOf, sumOf } from "./values/amount.ts";

/** What a variable stands for: arithmetic, or what stood between exclamation marks. */
interface Value {
  text: string;
  quoted: boolean;
}

/** By name, without `$`; undefined for what is not known here, such as a tag. */
export type Variables = Map<string, Value | undefined>;

/** Characters that replacing variables may make of one token. */
const maxLength = 4096;

/** Whether a token sets a variable: `$width_300`. */
export function isAssignment(token: string): boolean {
  return /^(?:\$|%24)[a-z]/i.test(token);
}

/** Sets a variable; false when its value is not known here, or none. */
export function assign(token: string, variables: Variables): boolean {
  const [, name = "", text = ""] = /^(?:\$|%24)([a-z][a-z0-9]*)_(.*)$/is.exec(token) ?? [];
  const value = readValue(text.replace(/%21/g, "!"), variables);
  if (name !== "") variables.set(name, value);
  return value !== undefined;
}

function readValue(text: string, variables: Variables): Value | undefined {
  const [, quoted] = /^!(.*)!$/s.exec(text) ?? [];
  if (quoted !== undefined) return { text: quoted, quoted: true };
  const [, name = ""] = /^\$([a-z][a-z0-9]*)$/i.exec(text) ?? [];
  if (name !== "") return variables.get(name);
  const expanded = replaceVariables(text, variables);
  if (expanded === undefined) return undefined;
  const known = sumOf(expanded) ?? sumOf(expanded, "cw");
  if (!known && !/^(?:[a-z0-9.]+|rgb:[0-9a-f]+)$/i.test(expanded)) return undefined;
  return { text: fold(expanded), quoted: false };
}

/**
 * A token with its variables replaced. Undefined when one is not known, or holds arithmetic and
 * does not come first: read from left to right, it would mean something else there.
 */
export function expandToken(token: string, variables: Variables): string | undefined {
  if (!/\$|%24/.test(token)) return foldToken(token);
  const [, style = "", text] = /^([lu]_text:[^:]*:)(.*)$/s.exec(token) ?? [];
  if (text !== undefined) {
    // In a text itself a dollar may be just that.
    const said = text.replace(/\$(?!\()/g, "%24");
    const [before, behind] = [style, said].map((part) => replaceVariables(part, variables));
    return before === undefined || behind === undefined ? undefined : before + behind;
  }
  const expanded = replaceVariables(token.replace(/%24(?=[a-z])/gi, "$"), variables);
  return expanded === undefined ? undefined : foldToken(expanded);
}

function replaceVariables(token: string, variables: Variables): string | undefined {
  let known = true;
  const expanded = token.replace(
    /\$(?:\(([a-z][a-z0-9]*)\)|([a-z][a-z0-9]*))/gi,
    (_all, inText: string | undefined, plain: string | undefined, at: number) => {
      const value = variables.get(inText ?? plain ?? "");
      const compound = value && !value.quoted && value.text.includes("_");
      const first = /^(?:[a-z]+_)?$/i.test(token.slice(0, at));
      if (!value || (compound && !first)) known = false;
      return value?.text ?? "";
    },
  );
  return known && expanded.length <= maxLength ? expanded : undefined;
}

/** Works out arithmetic without sizes, wherever it stands in a value; texts stay as they are. */
function foldToken(token: string): string {
  const [, key = "", value = ""] = /^([a-z]+_)(.*)$/is.exec(token) ?? [];
  if (key === "" || /^(?:l|u|if|t|d)_/.test(key)) return token;
  return key + value.split(":").map(fold).join(":");
}

const arithmetic = /^-?[\d.]+(?:_(?:add|sub|mul|div|mod|pow)_-?[\d.]+)+$/;

function fold(text: string): string {
  if (!arithmetic.test(text)) return text;
  const sum = sumOf(text);
  const value = sum && numberOf(sum);
  if (value === undefined || !Number.isFinite(value) || Math.abs(value) >= 1e15) return text;
  return value.toFixed(6).replace(/\.?0+$/, "");
}
