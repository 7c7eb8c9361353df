import type { Placement } from "../../parameters/layer.ts";
import type { Rewritten } from "../../rewriter.ts";
import type { Layer, Step, Transformation } from "../../transformation.ts";
import { filmOf, type Subject } from "../video/film.ts";
import { type Placing, placementOf, shareOfBase, type TokenSupport, takePlacing } from "./place.ts";
import { readSource } from "./source.ts";
import { takeSubtitleStyle } from "./subtitles.ts";
import { takeTextLayout, textLayer } from "./text.ts";

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
 * @param base what the layer lies on
 */
export function readLayer(
  opening: readonly string[],
  inner: readonly (readonly string[])[],
  closing: readonly string[],
  inside: Inside,
  base: Subject = "image",
): ReadLayer {
  const declaring = opening.findLast((token) => /^[lu]_/.test(token)) ?? "";
  const all = [opening, ...inner, closing].flat();
  const isJoined = all.some((token) => joins.test(token));
  // A stream is made in pieces, in which no layer has times.
  const isTimed = base === "film";
  const onVideo = isTimed && !isJoined && declaring.startsWith("l_");
  const source = readSource(declaring, onVideo);
  if ("fate" in source) {
    const { unsupported } = source;
    const note = "its layer is not made";
    const others = all.filter((token) => token !== declaring);
    const known = unsupported === undefined ? {} : { unsupported };
    return report([
      source,
      ...others.map((token): TokenSupport => ({ token, fate: "ignored", note, ...known })),
    ]);
  }

  const placing: Placing = { flags: new Set(), fates: [], ...(isTimed ? { times: {} } : {}) };
  const others = opening.filter((token) => token !== declaring);
  const opened = "subtitles" in source ? takeSubtitleStyle(others, source) : others;
  const first = takePlacing(opened, closing.length === 0, placing);
  const between = readInner(inner, placing);
  const last = takePlacing(closing, true, placing);
  const placement = placementOf(placing, declaring.startsWith("u_"));
  const isOver = placement.mode === undefined && placement.tiled === undefined;
  if (!isOver && filmOf(base, 0) !== undefined) {
    const note = "a layer lies over a video, once";
    return report(all.map((token) => ({ token, fate: "ignored", note, unsupported: true })));
  }
  const writing = "text" in source ? source : undefined;
  const { style, rest } = writing
    ? takeTextLayout(first.rest, writing, first.relative)
    : { style: {}, rest: first.rest };

  const parts = [ownOf({ ...first, rest }), ...between, ownOf(last)].filter(
    ({ components }) => components.length > 0,
  );
  const made = parts.map((part) => ({ ...part, rewritten: inside(part.components) }));
  const steps = made.flatMap(({ rewritten, relative }) => stepsOf(rewritten, relative));
  const fates = [
    ...(("fates" in source ? source.fates : undefined) ?? [
      { token: declaring, fate: "exact" } satisfies TokenSupport,
    ]),
    ...made.flatMap(({ rewritten }) => supportsOf(rewritten)),
    ...placing.fates,
  ];
  if ("video" in source) {
    const layer: Layer = { kind: "video", input: source.video, placement, steps: orPlain(steps) };
    return report(fates, layer);
  }
  if ("subtitles" in source) {
    const { subtitles: input, style } = source;
    return report(fates, { kind: "subtitles", input, style, placement: subtitlePlace(placement) });
  }
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

/** What joins videos one after the other, instead of laying one on the other. */
const joins = /^fl_(?:.*\.)?splice(?:\.|$)|^e_transition/;

function orPlain(steps: Transformation): Transformation {
  return steps.length === 0 ? [{}] : steps;
}

/** Where nothing is said, subtitles are where players show them. */
function subtitlePlace({ overflow: _, ...placed }: Placement): Placement {
  const { anchor, x, y, ...free } = placed;
  return anchor === "center" && x === 0 && y === 0 ? free : placed;
}
