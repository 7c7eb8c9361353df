import { type Asked, type Rewritten, readQuery } from "../rewriter.ts";
import type { PlainStep } from "../transformation.ts";
import { blendOf, isMode } from "./blend.ts";
import { bound } from "./bounds.ts";
import { layersOf, type MayFetch, markPath } from "./layers.ts";
import { lookOf } from "./look.ts";
import { outputOf } from "./output.ts";
import {
  aliases,
  type ImgixValues,
  imgixParameters,
  type Support,
  unsupportedNames,
} from "./parameters.ts";
import { backgroundOf, type Note, padStep, sizeSteps, stepsBefore } from "./size.ts";
import { colour, type Read } from "./values.ts";

/**
 * Reads the query of an imgix URL. Parameters that are none of imgix' are passed over. Never
 * throws. Pure.
 * @param mayFetch whether an origin of the endpoint may fetch a URL, for watermarks and blends
 */
export function rewriteImgix(query: string, mayFetch: MayFetch = () => false): Rewritten {
  const read = readValues(query);
  const { tokens, ignored, unsupported } = read;
  const { values, fields } = bound(read.values);
  const approximate = new Set(read.approximate);
  const seen = new Set(read.seen);
  const note: Note = (name, how) => {
    for (const token of tokens.get(name) ?? []) {
      approximate.add(token);
      if (how !== "unseen") seen.add(token);
    }
  };
  const background = backgroundOf(values, note);
  const sized = sizeSteps(values, note);
  const main = Object.assign(
    sized.at(-1) as PlainStep,
    fields,
    lookOf(values, note),
    outputOf(values, note),
  );
  if (background) main.background = background;
  const steps = [...stepsBefore(values), ...sized, ...padStep(values, background)];
  const blend = blendOf(values, mayFetch);
  const layers = [...(blend ? [blend] : []), ...layersOf(values, mayFetch)];
  if (layers.length > 0) (steps.at(-1) as PlainStep).layers = layers;
  const refuse = (name: keyof ImgixValues) => unsupported.push(...(tokens.get(name) ?? []));
  if (markPath(values, mayFetch) === undefined) refuse("mark");
  if (!isMode(values["blend-mode"] ?? "overlay")) refuse("blend-mode");
  if (values.blend !== undefined && !blend) {
    const isNothing = !/[./]/.test(values.blend) && colour(values.blend) === undefined;
    if (!isNothing) refuse("blend");
    else ignored.push(...(tokens.get("blend") ?? []));
  }

  // What cannot be read imgix passes over as well.
  const bytesOnly = unsupported.filter((token) => /^(?:gif-q|chromasub|colorquant)=/.test(token));
  const unseen = [
    ...ignored,
    ...bytesOnly,
    ...[...approximate].filter((token) => !seen.has(token)),
  ];
  const taken = steps.filter((step) => Object.keys(step).length > 0);
  return {
    transformation: taken.length > 0 ? taken : undefined,
    ignored: [...ignored, ...unsupported],
    unsupported,
    approximate: [...approximate],
    ...(unseen.length === 0 ? {} : { unseen }),
    ...(values.dl === undefined ? {} : { attachment: values.dl === "" ? {} : { name: values.dl } }),
  };
}

interface ReadValues {
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

function readValues(query: string): ReadValues {
  const values: Record<string, unknown> = {};
  const tokens = new Map<string, string[]>();
  const ignored: string[] = [];
  const unsupported: string[] = [];
  const approximate: string[] = [];
  const seen: string[] = [];
  for (const { name, value, token } of readQuery(query).flatMap(known)) {
    const parameter = (imgixParameters as Table)[name];
    const made = parameter?.read(value);
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
