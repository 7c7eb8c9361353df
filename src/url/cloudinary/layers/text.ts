import type { UrlColour } from "../../parameters/colour.ts";
import type { Amount } from "../../parameters/expression.ts";
import { type TextStyle, textStyle } from "../../parameters/text-style.ts";
import { decode } from "../../tokens.ts";
import type { Layer, PlainStep, Transformation } from "../../transformation.ts";
import { amountOf } from "../values/amount.ts";
import { colourOf } from "../values/colours.ts";
import { shareOfBase, type TokenSupport } from "./place.ts";
import { type LetterOutline, letterOutline, readStyle, type WrittenStyle } from "./text-style.ts";

/** A text with its style, as `l_text:` says them. */
export interface Writing extends WrittenStyle {
  text: string;
}

/** Parts of a font's path, so that a text full of colons is not read once for each. */
const maxFolders = 10;

/**
 * Reads what follows `l_text:`. Undefined where the style, or the text itself, is stored under a
 * name: only Cloudinary knows it.
 */
export function readWriting(source: string, token: string): Writing | undefined {
  const parts = source.split(":");
  // A font may lie in a folder, and a text may hold colons.
  for (let length = 1; length < Math.min(parts.length, maxFolders); length += 1) {
    const style = parts.slice(0, length).join(":");
    if (length > 1 && !/\.(?:ttf|otf|woff2?)_/i.test(style)) continue;
    const read = readStyle(style, token);
    if (read) return { ...read, text: readText(parts.slice(length).join(":")) };
  }
  return undefined;
}

/** Characters of a text; what is beyond is cut, as from any text. */
const maxText = 2000;

/** Clients escape commas and slashes a second time, so that no server takes them for its own. */
function readText(text: string): string {
  const once = decode(text);
  const twice = once.replace(/(?:%[0-9a-f]{2})+/gi, decode).toWellFormed();
  return twice.slice(0, maxText).replace(/[\uD800-\uDBFF]$/, "");
}

/** What the component that opens a text layer says about the text. */
interface TextLayout {
  colour?: UrlColour;
  /** Where lines are broken, and whether a share of it is one of the base's width. */
  width?: Amount;
  /** That the lines may take. */
  height?: Amount;
  /** What goes around each letter. */
  outline?: LetterOutline;
}

/**
 * Takes out what is the text's own; the rest happens to its image.
 * @param relative whether shares are the base's
 */
export function takeTextLayout(
  tokens: readonly string[],
  { stroke, fates }: Pick<Writing, "stroke" | "fates">,
  relative: boolean,
): { style: TextLayout; rest: string[] } {
  const style: TextLayout = {};
  const fits = tokens.includes("c_fit") && tokens.some((token) => token.startsWith("w_"));
  const rest = tokens.filter((token) => {
    const [, key, value = ""] = /^([a-z]+)_(.*)$/s.exec(token) ?? [];
    const say = (fate: Omit<TokenSupport, "token">) => fates.push({ token, ...fate });
    if (key === "co") {
      const colour = colourOf(decode(value));
      if (colour) style.colour = colour;
      say(colour ? { fate: "exact" } : { fate: "ignored", note: "no such value" });
    } else if (key === "bo" && stroke) {
      const outline = letterOutline(decode(value));
      if (outline) style.outline = outline;
      say(outline ? { fate: "exact" } : { fate: "ignored", note: "no such value" });
    } else if (key === "w" && fits) {
      const width = lengthOf(value, relative, "w");
      if (width !== undefined) style.width = width;
      say(width === undefined ? { fate: "ignored", note: "no such value" } : { fate: "exact" });
    } else if (key === "h" && fits) {
      const height = lengthOf(value, relative, "h");
      if (height !== undefined) style.height = height;
      const note = "text that is too long ends in dots where our lines end";
      say(
        height === undefined
          ? { fate: "ignored", note: "no such value" }
          : { fate: "approximate", note, unseen: true },
      );
    } else if (token === "c_fit" && fits) {
      say({ fate: "exact" });
    } else return true;
    return false;
  });
  return { style, rest };
}

/** Before its lines are broken, a text has no sides that could be shared. */
function lengthOf(value: string, relative: boolean, side: "w" | "h"): Amount | undefined {
  const [base, own] = side === "w" ? (["bw", "cw"] as const) : (["bh", "ch"] as const);
  const amount = amountOf(value, relative ? base : own);
  if (typeof amount === "number")
    return textStyle[side === "w" ? "w" : "mh"].kind.parse(String(amount));
  if (!amount) return undefined;
  const share = shareOfBase(amount, base);
  return relative || !amount.operands.includes(own) ? share : undefined;
}

const clear: UrlColour = { red: 0, green: 0, blue: 0, opacity: 0 };

/**
 * The image of a text: a block that grows to the text's size, of which Cloudinary cuts away what
 * surrounds the letters. A text layer by itself could be neither trimmed nor transformed.
 * @param steps what happens to the image
 * @param trimmed whether the room around the letters is cut away
 */
export function textLayer(
  { text, style, outline }: Pick<Writing, "text" | "style" | "outline">,
  { colour, width, height, outline: around = outline }: TextLayout,
  {
    placement,
    steps,
    trimmed,
  }: Pick<Layer, "placement"> & {
    steps: Transformation;
    trimmed: boolean;
  },
): Layer {
  // Only the block knows the base; for the text the block is what it lies on.
  const named = width !== undefined && typeof width !== "number";
  const wrap: TextStyle = named
    ? { width: { operands: ["bw"], operators: [] } }
    : width === undefined
      ? {}
      : { width };
  const tall = height !== undefined && typeof height !== "number";
  const most: TextStyle = tall
    ? { height: { operands: ["bh"], operators: [] } }
    : height === undefined
      ? {}
      : { height };
  const block: PlainStep = {
    width: named ? width : 1,
    height: tall ? height : 1,
    background: { kind: "colour", colour: clear },
    layers: [
      {
        kind: "text",
        text,
        style: { ...style, ...wrap, ...most, ...(colour ? { colour } : {}) },
        placement: { x: 0, y: 0, overflow: "grow" },
      },
    ],
  };
  const drawn: Transformation = around ? [block, { outline: around }] : [block];
  return { kind: "canvas", placement, steps: [...drawn, ...(trimmed ? trimFirst(steps) : steps)] };
}

/** How little of a letter's edge counts, of 255: all of it that can be seen. */
const least = 1;

function trimFirst(steps: Transformation): Transformation {
  const [first, ...rest] = steps;
  const free = first && !("if" in first) && first.trim === undefined;
  return free ? [{ trim: least, ...first }, ...rest] : [{ trim: least }, ...steps];
}
