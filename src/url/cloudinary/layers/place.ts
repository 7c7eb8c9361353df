import type { Amount, Variable } from "../../parameters/expression.ts";
import type { Anchor } from "../../parameters/focus.ts";
import type { LayerTimes, Placement } from "../../parameters/layer.ts";
import type { Support } from "../../rewriter.ts";
import { type Row, refused, rowOf } from "../support.ts";
import { amountOf, constant, product, sayAmount, sumOf } from "../values/amount.ts";

/** What becomes of a token, and whether it is one that Cloudinary knows and we cannot make. */
export interface TokenSupport extends Support {
  unsupported?: boolean;
}

interface BlendRow extends Row {
  mode?: NonNullable<Placement["mode"]>;
}

/** Effects that say how a layer is laid. */
export const blendModes = {
  multiply: { meaning: "Darkens the base by the layer", fate: "exact", mode: "multiply" },
  screen: { meaning: "Lightens the base by the layer", fate: "exact", mode: "screen" },
  overlay: { meaning: "Strengthens the base by the layer", fate: "exact", mode: "overlay" },
  mask: {
    meaning: "Keeps the base where the layer is",
    fate: "approximate",
    mode: "cutter",
    note: "half-transparent pixels stay half",
  },
  cut_out: { meaning: "Cuts the layer's shape out of the base", fate: "exact", mode: "cutout" },
  displace: {
    meaning: "Moves the base's pixels by the layer's",
    fate: "approximate",
    mode: "displace",
    note: "the vendor's scale is not published",
  },
  anti_removal: refused("Makes a watermark harder to remove", "the layer is laid as it is"),
} as const satisfies Record<string, BlendRow>;

/** Flags that concern a layer and not the image that it shows. */
export const layerFlags = {
  layer_apply: { meaning: "Closes a layer and lays it", fate: "exact" },
  relative: { meaning: "Sides below 1 are shares of the base's", fate: "exact" },
  no_overflow: { meaning: "What stands out of the base is cut off", fate: "exact" },
  tiled: { meaning: "Repeats the layer over the base", fate: "exact" },
  cutter: { meaning: "Keeps the base where the layer is", fate: "exact" },
  text_no_trim: {
    meaning: "Leaves room around a text",
    fate: "approximate",
    note: "as much as the line has",
  },
  text_disallow_overflow: refused("Refuses a text that stands out", "it is laid all the same"),
  region_relative: refused("Sides are shares of a found region", "needs detection"),
  replace_image: refused("Shows the layer in the base's place", "the layer is laid over the base"),
  ignore_mask_channels: refused("Passes over the mask in a file", "masks are heeded as decoded"),
  splice: refused("Joins videos", "is for videos"),
} as const satisfies Record<string, Row>;

const anchors: Record<string, Anchor> = {
  north: "top",
  south: "bottom",
  west: "left",
  east: "right",
  center: "center",
  north_west: "top_left",
  north_east: "top_right",
  south_west: "bottom_left",
  south_east: "bottom_right",
};

/** Gravities that need something found in the image. */
const found = /^(?:auto|(?:adv_)?faces?|adv_eyes|body|custom|ocr_text|track_person)(?::|$)/;

/** What tokens say about how a layer is laid. */
export interface Placing {
  gravity?: string;
  x?: string;
  y?: string;
  mode?: NonNullable<Placement["mode"]>;
  /** When it is seen on a video; undefined where the base is an image, which has no times. */
  times?: LayerTimes;
  flags: Set<string>;
  fates: TokenSupport[];
}

/**
 * Takes what is about laying the layer out of the tokens of a component; what is left is about the
 * image in it.
 * @param places whether `g`, `x` and `y` of this component place the layer
 */
export function takePlacing(tokens: readonly string[], places: boolean, placing: Placing) {
  const flags = new Set<string>();
  const rest = tokens.flatMap((token) => {
    const [, key = "", value = ""] = /^([a-z]+)_(.*)$/s.exec(token) ?? [];
    if (key === "fl") return takeFlags(value, flags, placing);
    if (key === "e" && takeBlend(token, value, placing)) return [];
    if (places && placing.times && takeTime(token, key, value, placing.times, placing)) return [];
    if (!places || !(key === "g" || key === "x" || key === "y")) return [token];
    if (key === "g") takeGravity(token, value, placing);
    else takeOffset(token, key, value, placing);
    return [];
  });
  for (const flag of flags) placing.flags.add(flag);
  return { rest, relative: flags.has("relative") };
}

/** Several flags may be joined by full stops. */
function takeFlags(value: string, flags: Set<string>, { fates }: Placing): string[] {
  const others = value.split(".").filter((name) => {
    const row = rowOf<Row>(layerFlags, name);
    if (!row) return true;
    flags.add(name);
    fates.push(supportOf(`fl_${name}`, row));
    return false;
  });
  return others.length === 0 ? [] : [`fl_${others.join(".")}`];
}

function takeBlend(token: string, value: string, placing: Placing): boolean {
  const row = rowOf<BlendRow>(blendModes, value.split(":", 1)[0] ?? "");
  if (!row) return false;
  if (row.mode) placing.mode = row.mode;
  placing.fates.push(supportOf(token, row));
  return true;
}

function takeGravity(token: string, value: string, placing: Placing): void {
  if (value === "xy_center" || Object.hasOwn(anchors, value)) {
    placing.gravity = value;
    placing.fates.push({ token, fate: "exact" });
  } else {
    const unsupported = found.test(value);
    const note = unsupported ? "needs detection" : "no such value";
    placing.fates.push({ token, fate: "ignored", note, ...(unsupported ? { unsupported } : {}) });
  }
}

function takeOffset(token: string, key: "x" | "y", value: string, placing: Placing): void {
  if (distance(value, "bw", false) === undefined) {
    placing.fates.push({ token, fate: "ignored", note: "no such value" });
  } else {
    placing[key] = value;
    placing.fates.push({ token, fate: "exact" });
  }
}

const timeNames: Record<string, keyof LayerTimes> = { so: "start", eo: "end", du: "duration" };

/** Seconds, or a part of the length of the video that the layer lies on. */
function takeTime(
  token: string,
  key: string,
  value: string,
  times: LayerTimes,
  { fates }: Placing,
): boolean {
  const name = Object.hasOwn(timeNames, key) ? timeNames[key] : undefined;
  if (!name) return false;
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(p?)$/.exec(value) ?? [];
  const number = Number(digits);
  if (digits === undefined || number > 86_400) {
    fates.push({ token, fate: "ignored", note: "no such value" });
    return true;
  }
  const share = { operands: ["bdu", number / 100], operators: ["mul"] };
  Object.assign(times, { [name]: percent === "p" ? share : number });
  fates.push({ token, fate: "exact" });
  return true;
}

/** The fate of a token whose value is a good one. */
export function supportOf(token: string, { fate, note }: Row): TokenSupport {
  return {
    token,
    fate,
    ...(note === undefined ? {} : { note }),
    ...(fate === "ignored" ? { unsupported: true } : {}),
  };
}

/** Where the layer lies, and how. */
export function placementOf(placing: Placing, underlay: boolean): Placement {
  return { ...where(placing, underlay), ...placing.times };
}

function where(placing: Placing, underlay: boolean): Placement {
  const { gravity, x, y, flags } = placing;
  const chosen = flags.has("cutter") ? "cutter" : placing.mode;
  const mode = underlay ? "under" : chosen;
  const across = (far: boolean) => (x === undefined ? 0 : (distance(x, "bw", far) ?? 0));
  const down = (far: boolean) => (y === undefined ? 0 : (distance(y, "bh", far) ?? 0));
  if (mode === "displace") return { mode, x: across(false), y: down(false) };
  const tiled = flags.has("tiled");
  const shaped = mode === "cutter" || mode === "cutout";
  // Without the flag Cloudinary makes the canvas larger, so that all of the layer is seen.
  const overflow = flags.has("no_overflow") || shaped ? "cut" : "grow";
  const spread: Placement = tiled ? { tiled } : { overflow };
  const how: Placement = mode === undefined ? spread : { mode, ...spread };
  if (tiled && [gravity, x, y].every((said) => said === undefined)) return how;
  if (gravity === "xy_center") return { ...how, xCenter: across(false), yCenter: down(false) };
  const anchor = anchors[gravity ?? "center"] ?? "center";
  // Offsets lead away from the side that was named.
  const far = (side: string) => anchor.includes(side);
  return { ...how, anchor, x: across(far("right")), y: down(far("bottom")) };
}

/** A distance in whole pixels, or of a share of the base's side. */
function distance(text: string, whole: "bw" | "bh", negated: boolean): Amount | undefined {
  const sum = sumOf(text, whole);
  const amount = sum && sayAmount(negated ? product(sum, constant(-1)) : sum);
  if (typeof amount === "number") return Math.round(amount) + 0;
  return amount && ofBase(amount);
}

const baseOf: Partial<Record<Variable, Variable>> = { cw: "bw", ch: "bh", car: "bar" };

/** The same where current sizes are the base's. What came in at first is not known of a base. */
function ofBase(amount: Exclude<Amount, number>): Amount | undefined {
  const operands = amount.operands.map((operand) =>
    typeof operand === "number" ? operand : (baseOf[operand] ?? operand),
  );
  const known = operands.every((operand) => typeof operand === "number" || operand.startsWith("b"));
  return known ? { ...amount, operands } : undefined;
}

/** Makes shares of the layer's own side shares of the base's. */
export function shareOfBase<T extends Amount | "auto">(side: T, whole: "bw" | "bh"): Amount | T {
  if (typeof side === "number") return side < 1 ? (amountOf(String(side), whole) ?? side) : side;
  if (side === "auto") return side;
  const { operands, operators } = side;
  const moved = operands.map((operand) =>
    operand === "cw" || operand === "ch" ? (baseOf[operand] as Variable) : operand,
  );
  return { operands: moved, operators };
}
