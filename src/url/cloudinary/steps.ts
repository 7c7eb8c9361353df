import { bareTransformation, expandNames, type Names } from "../named.ts";
import { parameters } from "../parameters/parameters.ts";
import { type PlainStep, parseTransformation, type Step } from "../transformation.ts";
import { type Component, effectRow, type Token } from "./component.ts";
import type { EffectRow } from "./effects/effect.ts";
import { flags, flagsOf, isRead } from "./flags.ts";
import * as output from "./output.ts";
import type { ReadState } from "./read-state.ts";
import { sizeBehind } from "./size/known-size.ts";
import { sizeFields } from "./size/size.ts";
import { rowOf } from "./support.ts";
import {
  anglesOf,
  backgroundOf,
  borderOf,
  noGround,
  opacityOf,
  radiusOf,
  turnStep,
} from "./surface.ts";
import { colourOf, splitColons } from "./values/colours.ts";
import {
  type Film,
  filmOf,
  groundOnFilm,
  onFilm,
  pageOn,
  type Subject,
  stepsOnFilm,
  turnsFilm,
} from "./video/film.ts";

/**
 * The steps of one component. What it holds is done in this order, wherever it stands: size, angle,
 * effects, opacity, background, radius, border. One step of ours has an order of its own: where
 * that is another, there are several steps.
 */
export function stepsOf(
  component: Component,
  state: Pick<ReadState, "names" | "size" | "subject" | "depth">,
): Step[] {
  const film = filmOf(state.subject, state.depth);
  const effects = component.all("e").map((token) => ({ token, row: effectRow(token.value) }));
  const cut = component.get("c") !== undefined;
  const owned = new Set(
    effects.flatMap(({ row }) => (row && "owns" in row && !cut ? (row as EffectRow).owns : [])),
  );
  const { fields: size, pads } = sizeFields(component, owned, state.size);
  state.size = sizeBehind(component, size, state.size);
  const angles = anglesIn(component, film);
  const source = component.take("a", angles.reading);
  const rotated = angles.parts.some((part) => part.rotation !== undefined);
  const readGround = (value: string) => {
    // Chosen by the image's colours for what is padded, and here nothing is.
    const unneeded = /^auto(?::|$)/.test(value) && cut && !pads && !rotated;
    const reading = groundOnFilm(film, backgroundOf(value), pads);
    return unneeded && reading && "fields" in reading ? { fields: {} } : reading;
  };
  const said = take(component, "b", readGround).background;
  const background = said ?? (pads ? noGround : undefined);
  const ground = background ? { background } : {};
  const [first, ...others] = angles.parts;
  const { progressive, ...flagged } = flagFields(component);
  const output = outputFields(component, state.subject);
  const parts: PlainStep[] = [
    { ...size, ...(pads ? ground : {}) },
    { ...first, ...(rotated && !pads ? ground : {}) },
    ...others,
    ...effects.map(({ token }) => effectFields(component, token, film)),
    take(component, "o", (value) => onFilm(film, opacityOf(value))),
    pads || rotated ? {} : ground,
    take(component, "r", radiusOf),
    take(component, "bo", borderOf),
    // A format that is named wins over one that a flag implies.
    {
      ...source,
      ...flagged,
      ...output,
      // Said of a PNG, it names another format.
      ...(flagged.format === "apng" && output.format === "png" ? { format: "apng" } : {}),
      ...(progressive === undefined ? {} : { progressive }),
    },
  ];
  const turned = angles.turn === undefined ? [] : turnStep(angles.turn, size);
  return [...namedSteps(component, state.names, film), ...turned, ...joinParts(parts)];
}

function take(
  component: Component,
  key: string,
  read: (value: string) => ReturnType<typeof radiusOf>,
) {
  const value = component.get(key);
  return value === undefined ? {} : component.take(key, read(value));
}

function anglesIn(component: Component, film: Film | undefined): ReturnType<typeof anglesOf> {
  const angles = anglesOf(component.get("a") ?? "exif");
  if (film === undefined || angles.parts.every(turnsFilm)) return angles;
  return { parts: [], reading: { cannot: "videos are turned by 90, 180 or 270 degrees" } };
}

function effectFields(component: Component, token: Token, film: Film | undefined): PlainStep {
  // The vendor's own clients leave colons behind where they have nothing to say.
  const [, ...args] = splitColons(token.value.replace(/:+$/, ""));
  const row = effectRow(token.value) as EffectRow | undefined;
  if (!row || !("read" in row)) return {};
  return component.take(token, onFilm(film, row.read(args, component)));
}

function outputFields(component: Component, subject: Subject): PlainStep {
  const colour = component.get("co");
  if (colour !== undefined) component.take("co", colourOf(colour) && { fields: {} });
  return {
    ...take(component, "dpr", output.ratioOf),
    ...take(component, "q", output.qualityOf),
    ...take(component, "f", output.formatOf),
    ...take(component, "cs", output.colourSpaceOf),
    ...take(component, "dn", output.densityOf),
    ...take(component, "pg", (value) => pageOn(subject, output.pageOf(value))),
    ...take(component, "d", output.fallbackOf),
  };
}

function flagFields(component: Component): PlainStep {
  const fields: PlainStep = {};
  for (const token of component.all("fl")) {
    for (const word of flagsOf(token.value)) {
      const [name = "", argument] = word.split(/:(.*)/s);
      const row = rowOf(flags, name);
      if (!row) component.take(token, undefined);
      else if (!isRead(row)) component.take(token, { cannot: row.note ?? row.meaning });
      else {
        const reading = row.read(argument);
        const { note, unseen } = row;
        const said = { ...(note && { note }), ...(unseen && { unseen }) };
        Object.assign(fields, component.take(token, reading && { ...said, ...reading }));
      }
    }
  }
  return fields;
}

/** What the names stand for; they are said in our own words. */
function namedSteps(component: Component, names: Names, film: Film | undefined): Step[] {
  return [...component.all("t"), ...component.all("bl")].flatMap((token) =>
    namesIn(token.value, names).flatMap((name) => {
      const meaning = names.get(name);
      const steps = meaning === undefined ? undefined : readNamed(meaning, names);
      if (!steps) component.settle(token, { fate: "ignored", note: "there is no such name" });
      if (!steps || film === undefined) return steps ?? [];
      const left = new Set<string>();
      const done = stepsOnFilm(film, steps, left);
      const note = `what is not done to videos is left out: ${[...left].join(", ")}`;
      if (left.size > 0) component.settle(token, { fate: "approximate", note });
      return done;
    }),
  );
}

/** Names are joined by dots, of which a name may hold some: the longest known one counts. */
function namesIn(value: string, names: Names): string[] {
  const words = value.split(".");
  const most = Math.max(1, ...[...names.keys()].map((name) => name.split(".").length));
  const found: string[] = [];
  for (let at = 0; at < words.length; at += (found.at(-1) as string).split(".").length) {
    const longer = Array.from({ length: most }, (_, i) => words.slice(at, at + most - i).join("."));
    found.push(longer.find((name) => names.has(name)) ?? (words[at] as string));
  }
  return found;
}

function readNamed(meaning: string, names: Names): Step[] | undefined {
  try {
    return parseTransformation(expandNames(bareTransformation(meaning), names));
  } catch {
    return undefined;
  }
}

/** The fields in the order in which a step does them, which is that of their table. */
const order = new Map<string, number>(
  Object.entries(parameters).map(([key, { name }], i) => [name, key === "bg" ? 1000 : i]),
);
const lastLook = order.get("opacity") as number;
// A border follows the corners that were rounded before it.
order.set("radius", order.get("border") as number);

/** What makes something transparent that a background in the same step would fill. */
const clearing: readonly (keyof PlainStep)[] = [
  "distort",
  "shear",
  "radius",
  "fade",
  "outline",
  "castShadow",
  "shadow",
  "removeBackground",
  "makeTransparent",
  "opacityThreshold",
];

/** Joins parts into as few steps as do them in the same order. */
function joinParts(parts: readonly PlainStep[]): PlainStep[] {
  const steps: PlainStep[] = [];
  for (const part of parts) {
    if (Object.keys(part).length === 0) continue;
    const last = steps.at(-1);
    if (last && fits(last, part)) Object.assign(last, part);
    else steps.push({ ...part });
  }
  return steps;
}

function fits(step: PlainStep, part: PlainStep): boolean {
  const added = placesOf(part);
  if (step.layers !== undefined || Object.keys(part).some((name) => name in step)) return false;
  if (added.length === 0) return true;
  const ground = step.background ?? part.background;
  const translucent = ground?.kind === "colour" && ground.colour.opacity < 100;
  const both = { ...step, ...part };
  if (translucent && both.opacity !== undefined) return false;
  const empty = ground?.kind === "colour" && ground.colour.opacity === 0;
  if (step.background && !empty && clearing.some((name) => part[name] !== undefined)) return false;
  const before = placesOf(step).filter((place) => place !== order.get("background"));
  return Math.max(...before, -1) <= Math.min(...added);
}

/** Where the fields stand in the order; what is about the output stands nowhere. */
function placesOf(step: PlainStep): number[] {
  return Object.keys(step)
    .map((name) => order.get(name) ?? 0)
    .filter((place) => place <= lastLook || place === 1000);
}
