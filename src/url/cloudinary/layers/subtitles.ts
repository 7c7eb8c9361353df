import type { SubtitleStyle } from "../../parameters/subtitle-style.ts";
import { decode } from "../../tokens.ts";
import { colourOf } from "../values/colours.ts";
import type { TokenSupport } from "./place.ts";
import { readStyle } from "./text-style.ts";

/** A file of subtitles with the style that its layer says. */
export interface Subtitles {
  /** Path of the file. */
  subtitles: string;
  style: SubtitleStyle;
  fates: TokenSupport[];
}

const files = /.\.(?:srt|vtt)$/i;

/** Reads what follows `l_subtitles:`: `[FONT_SIZE:]FILE`. */
export function readSubtitles(token: string, parts: readonly string[]): Subtitles | TokenSupport {
  const [first = "", ...rest] = parts;
  const written = rest.length > 0 ? readStyle(first, token) : undefined;
  const path = (written ? rest : parts).map(decode).join("/").replace(/^\/+/, "").toWellFormed();
  if (!files.test(path) || path.includes("@@")) {
    return { token, fate: "ignored", note: "expected a file of SRT or WebVTT", unsupported: true };
  }
  const { font, fontSize, typography } = written?.style ?? {};
  const note = "set as a text is, above the lower edge";
  return {
    subtitles: path,
    style: {
      ...(fontSize === undefined ? {} : { fontSize }),
      ...(font === undefined ? {} : { font }),
      ...(typography === undefined ? {} : { typography }),
    },
    fates: [{ token, fate: "approximate", note }, ...(written?.fates.slice(1) ?? [])],
  };
}

/** Takes out the colours of the letters and of what is behind them. */
export function takeSubtitleStyle(
  tokens: readonly string[],
  { style, fates }: Subtitles,
): string[] {
  return tokens.filter((token) => {
    const [, key, value = ""] = /^(co|b)_(.*)$/s.exec(token) ?? [];
    if (key === undefined) return true;
    const colour = colourOf(decode(value));
    if (colour) Object.assign(style, { [key === "co" ? "colour" : "background"]: colour });
    fates.push(
      colour ? { token, fate: "exact" } : { token, fate: "ignored", note: "no such value" },
    );
    return false;
  });
}
