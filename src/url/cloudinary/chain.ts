import type { Conditional, PlainStep, Step, Transformation } from "../transformation.ts";
import { type Component, readComponent } from "./component.ts";
import { readCondition } from "./condition.ts";
import { flagsOf } from "./flags.ts";
import { readLayered } from "./layers/layered.ts";
import { expandTokens, type Link } from "./link.ts";
import { pixelRatioOf } from "./output.ts";
import type { ReadState } from "./read-state.ts";
import { stepsOf } from "./steps.ts";
import { tokensOf } from "./tokens.ts";
import { videoFields } from "./video/video.ts";

/** Walks over components. */
interface Cursor {
  links: Link[];
  at: number;
}

/** Reads components in order, those in branches and layers included. */
export function readChain(segments: readonly string[], state: ReadState): Transformation {
  const cursor = { links: linksOf(segments), at: 0 };
  return readBranch(cursor, state, false).steps;
}

function linksOf(segments: readonly string[]): Link[] {
  const links: Link[] = segments
    .map((segment) => ({ tokens: tokensOf(segment) }))
    .filter(({ tokens }) => tokens.length > 0);
  // The last layer that is open is the one that is placed; what is never placed is one component.
  const open: Link[] = [];
  for (const [i, link] of links.entries()) {
    if (link.tokens.some(placesLayer)) {
      const opening = open.pop();
      if (opening) opening.closedAt = i;
    } else if (link.tokens.some(opensLayer)) open.push(link);
  }
  return links;
}

function opensLayer(token: string): boolean {
  return /^[lu]_/.test(token);
}

function placesLayer(token: string): boolean {
  return token.startsWith("fl_") && flagsOf(token.slice(3)).includes("layer_apply");
}

/** What ended a branch; with the tokens that stood beside `if_else`. */
interface Branch {
  steps: Step[];
  otherwise?: string[];
}

function readBranch(cursor: Cursor, state: ReadState, inside: boolean): Branch {
  const steps: Step[] = [];
  for (let link = cursor.links[cursor.at]; link; link = cursor.links[cursor.at]) {
    const index = cursor.at;
    cursor.at += 1;
    const control = link.tokens.find((token) => token.startsWith("if_"));
    const others = link.tokens.filter((token) => token !== control);
    if (control === "if_end" || control === "if_else") {
      mark(state, control, {});
      if (inside) return control === "if_else" ? { steps, otherwise: others } : { steps };
      // One that closes nothing means nothing.
      add(steps, readTokens(others, state));
    } else if (control !== undefined) {
      add(steps, readConditional(control, others, cursor, state, inside));
    } else if (link.tokens.some(opensLayer)) {
      const end = link.closedAt;
      const inner = end === undefined ? [] : cursor.links.slice(index + 1, end);
      const closing = end === undefined ? undefined : cursor.links[end];
      if (end !== undefined) cursor.at = end + 1;
      add(steps, readLayer(link, inner, closing, state));
    } else {
      add(steps, readTokens(link.tokens, state));
    }
  }
  return { steps };
}

function mark(state: ReadState, token: string, { unknown = false }): void {
  const note = "what it asks for is not known here: taken not to be so";
  state.fates.push(
    unknown ? { token, fate: "ignored", note, unsupported: true } : { token, fate: "exact" },
  );
}

/**
 * Adds steps; what says something of the output, or lays a layer, has no step of its own, and neither
 * has the first cut.
 */
function add(steps: Step[], more: readonly Step[]): void {
  for (const step of more) {
    const last = steps.at(-1);
    if (!last || "if" in last || "if" in step || !isAside(step) || (cuts(step) && isTimed(last))) {
      steps.push(step);
      continue;
    }
    const layers = [...(last.layers ?? []), ...(step.layers ?? [])];
    Object.assign(last, step, layers.length > 0 ? { layers } : {});
  }
}

function cuts({ start, end, duration }: PlainStep): boolean {
  return [start, end, duration].some((moment) => moment !== undefined);
}

/** Whether a cut behind it is one of what it has left: it cuts itself, or has times of layers. */
function isTimed(step: PlainStep): boolean {
  return cuts(step) || step.layers !== undefined;
}

const aside = [
  ...["start", "end", "duration", "videoCodec", "audioCodec", "bitRate", "frameRate", "ladder"],
  "container",
  ...["format", "quality", "progressive", "lossless", "keepProfile", "keepMetadata"],
  ...["density", "page", "asStored", "fallback", "layers"],
];

function isAside(step: PlainStep): boolean {
  return Object.keys(step).every((name) => aside.includes(name));
}

/** A layer; a format or quality said where it is opened or placed is the whole's. */
function readLayer(
  opening: Link,
  inner: readonly Link[],
  closing: Link | undefined,
  state: ReadState,
): Step[] {
  const isOutput = (token: string) => /^[fq]_/.test(token);
  const output = [...opening.tokens, ...(closing?.tokens ?? [])].filter(isOutput);
  const without = (link: Link): Link => ({
    ...link,
    tokens: link.tokens.filter((token) => !isOutput(token)),
  });
  const laid = readLayered(without(opening), inner, closing && without(closing), state);
  return [...laid, ...readTokens(output, state)];
}

/** The steps of one component without layers and conditions. */
function readTokens(tokens: readonly string[], state: ReadState): Step[] {
  const { texts, as } = expandTokens(tokens, state);
  if (texts.length === 0) return [];
  const component = readComponent(texts, as);
  const steps = stepsOf(component, state);
  if (state.subject !== "image") add(steps, [videoFields(component)]);
  noteOutput(component, state);
  state.fates.push(...component.fates());
  return steps;
}

/** What holds for the whole, wherever it stands. */
function noteOutput(component: Component, state: ReadState): void {
  const ratio = pixelRatioOf(component.get("dpr") ?? "");
  if (ratio !== undefined) state.ratio = ratio;
  for (const { value } of component.all("fl")) {
    const [, name] = /^(?:streaming_)?attachment(?::(.+))?$/.exec(flagOf(value) ?? "") ?? [];
    if (flagOf(value) !== undefined) state.attachment = name === undefined ? {} : { name };
  }
}

function flagOf(value: string): string | undefined {
  return flagsOf(value).find((flag) => /^(?:streaming_)?attachment(?::|$)/.test(flag));
}

/**
 * `if_w_gt_300/…/if_else/…/if_end`; or, with parameters beside the condition, that component
 * alone, and that of an `if_else` right behind it.
 */
function readConditional(
  control: string,
  others: string[],
  cursor: Cursor,
  state: ReadState,
  inside: boolean,
): Step[] {
  const { holds, unknown } = readCondition(control.slice("if_".length), state.variables);
  mark(state, control, { unknown });
  const start = { ...state, variables: new Map(state.variables) };
  const [met, unmet] = [fork(start), fork(start)];
  let first: Step[];
  let second: Step[] | undefined;
  if (others.length > 0) {
    first = readAlone(others, met);
    const next = cursor.links[cursor.at]?.tokens ?? [];
    // A bare `if_else` in a branch is that of the condition around it.
    if (next.includes("if_else") && !(inside && next.length === 1)) {
      cursor.at += 1;
      mark(state, "if_else", {});
      second = readElse(
        next.filter((token) => token !== "if_else"),
        cursor,
        unmet,
      );
    }
  } else {
    const branch = readBranch(cursor, met, true);
    first = branch.steps;
    if (branch.otherwise) second = readElse(branch.otherwise, cursor, unmet);
  }
  if (holds === true) return merge(state, [met], first);
  if (holds === false) return merge(state, [unmet], second ?? []);
  const conditional: Conditional = { if: holds, met: first.length > 0 ? first : [{}] };
  if (second && second.length > 0) conditional.unmet = second;
  return merge(state, [met, unmet], [conditional]);
}

function readElse(tokens: string[], cursor: Cursor, state: ReadState): Step[] {
  return tokens.length > 0 ? readAlone(tokens, state) : readBranch(cursor, state, true).steps;
}

/** One component, which may lay a layer. */
function readAlone(tokens: string[], state: ReadState): Step[] {
  return tokens.some(opensLayer)
    ? readLayer({ tokens }, [], undefined, state)
    : readTokens(tokens, state);
}

function fork(state: ReadState): ReadState {
  return { ...state, variables: new Map(state.variables), fates: [] };
}

/** Takes over what the branches that may be taken found; a variable that they disagree on is lost. */
function merge(state: ReadState, branches: ReadState[], steps: Step[]): Step[] {
  delete state.size;
  for (const { fates, ratio, attachment } of branches) {
    state.fates.push(...fates);
    if (ratio !== undefined) state.ratio = ratio;
    if (attachment) state.attachment = attachment;
  }
  const [first, second = first] = branches.map(({ variables }) => variables);
  for (const name of new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])) {
    const [a, b] = [first?.get(name), second?.get(name)];
    state.variables.set(name, a?.text === b?.text ? a : undefined);
  }
  return steps;
}
