import type { Amount, Variable } from "../../parameters/expression.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Reading, Row } from "../support.ts";
import { amountOf } from "../values/amount.ts";

/** What an effect may look at beside its own value. */
export interface Qualifiers {
  /** A parameter of the same component that the effect owns. */
  get(key: "x" | "y" | "w" | "h" | "g" | "co"): string | undefined;
}

export interface EffectRow extends Row {
  /** Parameters of its component that are the effect's, and not the size's. */
  owns: readonly string[];
  /** @param args what follows the name, between colons */
  read(args: string[], qualifiers: Qualifiers): Reading;
}

/** A row of an effect that is made; a note says what differs. */
export function effect(
  meaning: string,
  note: string | undefined,
  read: EffectRow["read"],
  owns: readonly string[] = [],
): EffectRow {
  if (note === undefined) return { meaning, fate: "exact", owns, read };
  return { meaning, fate: "approximate", note, owns, read };
}

/**
 * One whose strength the vendor does not publish, but ImageKit, which reads the same URLs, does:
 * theirs is taken, and nothing is known to be seen of what differs.
 */
export function published(row: EffectRow): EffectRow {
  return { ...row, unseen: true };
}

type Region = Partial<Record<"x" | "y" | "w" | "h", Amount>> & { fo?: "face" };

const faces = /^(?:adv_)?faces?$/;

/**
 * Fields for a region of the image: what is missing reaches to its edge. What would have to be
 * recognised and is no face cannot be made, and then nothing is touched.
 */
export function inRegion(qualifiers: Qualifiers, made: (region: Region) => PlainStep): Reading {
  const gravity = qualifiers.get("g");
  if (gravity !== undefined && faces.test(gravity)) return { fields: made({ fo: "face" }) };
  if (gravity !== undefined) return { cannot: "only faces are recognised in images" };
  const region = regionOf(qualifiers);
  return region && { fields: made(region) };
}

/** Undefined when a side is no amount. */
function regionOf({ get }: Qualifiers): Region | undefined {
  const region: Region = {};
  const sides: ["x" | "y" | "w" | "h", Variable][] = [
    ...([
      ["x", "cw"],
      ["y", "ch"],
    ] satisfies ["x" | "y", Variable][]),
    ...([
      ["w", "cw"],
      ["h", "ch"],
    ] satisfies ["w" | "h", Variable][]),
  ];
  for (const [key, whole] of sides) {
    const text = get(key);
    if (text === undefined) continue;
    const amount = amountOf(text, whole);
    if (amount === undefined) return undefined;
    if (typeof amount !== "number") region[key] = amount;
    // What lies before the image's edge begins at it.
    else region[key] = Math.min(65_535, Math.max(0, Math.round(amount)));
  }
  return region;
}
