import { type Asked, readQuery } from "../rewriter.ts";
import { decode } from "../tokens.ts";
import { aliases, unsupportedNames } from "./names.ts";
import { type ImgixValues, imgixParameters, type Support } from "./parameters.ts";
import type { Read } from "./values.ts";

/** What a query asks for. */
export interface ReadValues {
  values: ImgixValues;
  /** How parameters stood in the URL, by name. */
  tokens: Map<string, string[]>;
  /** Tokens of invalid values. */
  ignored: string[];
  unsupported: string[];
  approximate: string[];
  /** The part of `approximate` that is seen. */
  seen: string[];
}

/** Reads a query; parameters that are none of imgix' are passed over. Pure. */
export function readValues(query: string): ReadValues {
  const values: Record<string, unknown> = {};
  const tokens = new Map<string, string[]>();
  const ignored: string[] = [];
  const unsupported: string[] = [];
  const approximate: string[] = [];
  const seen: string[] = [];
  for (const { name, value, token } of readQuery(query).flatMap(known)) {
    const parameter = (imgixParameters as Table)[name];
    // What was encoded twice is read as if it had been once.
    const made = parameter?.read(value) ?? parameter?.read(decode(value));
    if (!parameter) unsupported.push(token);
    else if (made === undefined) ignored.push(token);
    else {
      // The last one counts, but `auto` adds up.
      const adds = name === "auto" && values.auto !== undefined;
      values[name] = adds ? [...(values.auto as string[]), ...(made as string[])] : made;
      tokens.set(name, adds ? [...(tokens.get(name) ?? []), token] : [token]);
      if (parameter.fate === "approximate") approximate.push(token);
      if (parameter.fate === "approximate" && !parameter.unseen) seen.push(token);
    }
  }
  return { values, tokens, ignored, unsupported, approximate, seen };
}

type Table = Record<string, { read: Read<unknown>; fate: Support; unseen?: true } | undefined>;

/** The parameter under its own name, its value decoded where it came in Base64; or nothing. */
function known({ name, value, token }: Asked): Asked[] {
  const plain = nameOf(name);
  if (plain !== undefined) return [{ name: plain, value, token }];
  const encoded = name.endsWith("64") ? nameOf(name.slice(0, -2)) : undefined;
  if (encoded === undefined || encoded === "auto" || encoded === "ch") return [];
  // An empty value is invalid for nearly all.
  return [{ name: encoded, value: fromBase64(value) ?? "", token }];
}

/** Whether a parameter of a query is one of imgix', also with its value in Base64. */
export function isImgixParameter(name: string): boolean {
  return nameOf(name.replace(/64$/, "")) !== undefined;
}

function nameOf(name: string): string | undefined {
  const full = Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
  return Object.hasOwn(imgixParameters, full) || unsupportedNames.has(full) ? full : undefined;
}

/** Base64 with the letters for URLs, without padding (RFC 4648, 5). */
function fromBase64(value: string): string | undefined {
  if (!/^[\w-]+={0,2}$/.test(value) || value.replace(/=+$/, "").length % 4 === 1) return undefined;
  const binary = atob(value.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
