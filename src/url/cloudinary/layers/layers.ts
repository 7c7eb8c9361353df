import { canvasInput } from "../../parameters/layer.ts";
import type { Rewritten } from "../../rewriter.ts";
import { decode } from "../../tokens.ts";
import type { Layer, Step, Transformation } from "../../transformation.ts";
import { type Row, refused } from "../support.ts";
import {
  type Placing,
  placementOf,
  shareOfBase,
  supportOf,
  type TokenSupport,
  takePlacing,
} from "./place.ts";
import { readWriting, takeTextLayout, textLayer, type Writing } from "./text.ts";

/** What a layer may show, by what its value begins with; `image` stands for a public id. */
export const layerKinds = {
  image: { meaning: "An image of the same account", fate: "exact" },
  private: { meaning: "A private image", fate: "exact" },
  authenticated: { meaning: "An authenticated image", fate: "exact" },
  fetch: { meaning: "An image of another server", fate: "exact" },
  text: {
    meaning: "A text",
    fate: "approximate",
    note: "Arial, Helvetica, Times, Courier and Georgia are metric twins, other fonts Open Sans",
  },
  video: refused("A video", "is for videos"),
  audio: refused("A sound", "is for videos"),
  subtitles: refused("Subtitles", "is for videos"),
  ...elsewhere("facebook", "twitter", "twitter_name", "instagram", "gravatar"),
  lut: refused("A table of colours", "tables of colours cannot be applied"),
} as const satisfies Record<string, Row>;

function elsewhere<const N extends string>(...names: N[]): Record<N, Row> {
  const row = refused("An image of a social network", "only the vendor looks it up");
  return Object.fromEntries(names.map((name) => [name, row])) as Record<N, Row>;
}

/** A layer in our words, and what becomes of its tokens. */
interface ReadLayer {
  /** Missing where there is nothing to lay. */
  layer?: Layer;
  ignored: string[];
  unsupported: string[];
  approximate: string[];
  /** Of every token, and of what is lost of a text's style. */
  fates: TokenSupport[];
}

/** What the dialect makes of components that transform the layer's own image. */
type Inside = (components: string[]) => Rewritten;

/**
 * Reads an overlay (`l_`) or an underlay (`u_`). Pure, and throws nothing but what `inside` does.
 * @param opening tokens of the component that declares it, variables replaced
 * @param inner tokens of the components up to the one with `fl_layer_apply`
 * @param closing tokens of that one; none where the opening one places the layer, too
 */
export function readLayer(
  opening: readonly string[],
  inner: readonly (readonly string[])[],
  closing: readonly string[],
  inside: Inside,
): ReadLayer {
  const declaring = opening.findLast((token) => /^[lu]_/.test(token)) ?? "";
  const source = readSource(declaring);
  if ("fate" in source) {
    const { unsupported } = source;
    const note = "its layer is not made";
    const others = [opening, ...inner, closing].flat().filter((token) => token !== declaring);
    const known = unsupported === undefined ? {} : { unsupported };
    return report([
      source,
      ...others.map((token): TokenSupport => ({ token, fate: "ignored", note, ...known })),
    ]);
  }

  const placing: Placing = { flags: new Set(), fates: [] };
  const others = opening.filter((token) => token !== declaring);
  const first = takePlacing(others, closing.length === 0, placing);
  const between = readInner(inner, placing);
  const last = takePlacing(closing, true, placing);
  const writing = "text" in source ? source : undefined;
  const { style, rest } = writing
    ? takeTextLayout(first.rest, writing, first.relative)
    : { style: {}, rest: first.rest };

  const parts = [ownOf({ ...first, rest }), ...between, ownOf(last)].filter(
    ({ components }) => components.length > 0,
  );
  const made = parts.map((part) => ({ ...part, rewritten: inside(part.components) }));
  const steps = made.flatMap(({ rewritten, relative }) => stepsOf(rewritten, relative));
  const placement = placementOf(placing, declaring.startsWith("u_"));
  const fates = [
    ...(writing?.fates ?? [{ token: declaring, fate: "exact" } satisfies TokenSupport]),
    ...made.flatMap(({ rewritten }) => supportsOf(rewritten)),
    ...placing.fates,
  ];
  if ("input" in source) return report(fates, imageLayer(source.input, placement, steps));
  // Blanks alone leave nothing that could be laid.
  if (source.text.trim() === "") return report(fates);
  const trimmed = !placing.flags.has("text_no_trim");
  return report(fates, textLayer(source, style, { placement, steps, trimmed }));
}

function report(fates: TokenSupport[], layer?: Layer): ReadLayer {
  const tokens = (of: (fate: TokenSupport) => boolean) => [
    ...new Set(fates.filter(of).map(({ token }) => token)),
  ];
  return {
    ...(layer ? { layer } : {}),
    ignored: tokens(({ fate }) => fate === "ignored"),
    unsupported: tokens(({ unsupported }) => unsupported === true),
    approximate: tokens(({ fate }) => fate === "approximate"),
    fates,
  };
}

function readInner(inner: readonly (readonly string[])[], placing: Placing): Own[] {
  // Whose flags they are, where layers or conditions lie in this layer, the dialect knows.
  const nested = inner.some((tokens) => tokens.some((token) => /^(?:[lu]|if)_/.test(token)));
  return nested
    ? [{ components: inner.map((tokens) => tokens.join(",")), relative: false }]
    : inner.map((tokens) => ownOf(takePlacing(tokens, false, placing)));
}

/** Components of the layer's own image, and whether shares in them are the base's. */
interface Own {
  components: string[];
  relative: boolean;
}

function ownOf({ rest, relative }: { rest: string[]; relative: boolean }): Own {
  return { components: rest.length > 0 ? [rest.join(",")] : [], relative };
}

function stepsOf({ transformation = [] }: Rewritten, relative: boolean): Transformation {
  const taken = transformation.filter((step) => Object.keys(step).length > 0);
  return relative ? taken.map(ofBase) : taken;
}

function ofBase(step: Step): Step {
  if ("if" in step) return step;
  const { width, height, ...others } = step;
  return {
    ...(width === undefined ? {} : { width: shareOfBase(width, "bw") }),
    ...(height === undefined ? {} : { height: shareOfBase(height, "bh") }),
    ...others,
  };
}

function supportsOf({ fates, ignored, unsupported, approximate }: Rewritten): TokenSupport[] {
  if (fates) {
    return fates.map((fate) =>
      unsupported.includes(fate.token) ? { ...fate, unsupported: true } : fate,
    );
  }
  return [
    ...ignored.map((token): TokenSupport => {
      const fate = { token, fate: "ignored" } as const;
      return unsupported.includes(token) ? { ...fate, unsupported: true } : fate;
    }),
    ...approximate.map((token): TokenSupport => ({ token, fate: "approximate" })),
  ];
}

function imageLayer(input: string, placement: Layer["placement"], steps: Transformation): Layer {
  const [first = {}, ...rest] = steps;
  // An image in a layer of ours is trimmed unless it says otherwise.
  const whole: Step = "if" in first ? first : { trim: false, ...first };
  return { kind: "image", input, placement, steps: [whole, ...rest] };
}

function readSource(token: string): { input: string } | Writing | TokenSupport {
  const parts = token.slice(2).split(":");
  // What is written out may be left out: `image:upload:logo`.
  const typed = /^image:(?:upload|private|authenticated|fetch):./.test(token.slice(2));
  if (typed) parts.splice(0, parts[1] === "upload" ? 2 : 1);
  const [kind = "", ...rest] = parts;
  if (rest.length === 0 || !Object.hasOwn(layerKinds, kind) || kind === "image") {
    return inputOf(token, parts.map(decode).join("/"));
  }
  const value = rest.join(":");
  switch (kind as Exclude<keyof typeof layerKinds, "image">) {
    case "private":
    case "authenticated":
      return inputOf(token, ["image", ...parts].map(decode).join("/"));
    case "fetch":
      return remoteOf(token, value);
    case "text": {
      const note = "the style, or the text, is stored under a name";
      return readWriting(value, token) ?? { token, fate: "ignored", note, unsupported: true };
    }
    default:
      return supportOf(token, layerKinds[kind as keyof typeof layerKinds]);
  }
}

function inputOf(token: string, path: string): { input: string } | TokenSupport {
  const input = path.replace(/^\/+/, "").toWellFormed();
  // In a URL of ours these two would mean something else.
  const ours = input.includes("@@") || input === canvasInput;
  if (input !== "" && !ours) return { input };
  return { token, fate: "ignored", note: "no such value" };
}

/** Base64 with the letters for URLs (RFC 4648, 5); a format may follow it. */
function remoteOf(token: string, value: string): { input: string } | TokenSupport {
  const [, encoded = ""] = /^([\w-]+)={0,2}(?:\.[a-z0-9]+)?$/i.exec(decode(value)) ?? [];
  if (encoded === "" || encoded.length % 4 === 1) {
    return { token, fate: "ignored", note: "no such value" };
  }
  const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const url = new TextDecoder().decode(bytes);
  if (/^https?:\/\/./i.test(url)) return inputOf(token, url);
  return { token, fate: "ignored", note: "expected the Base64 of a URL with http or https" };
}
