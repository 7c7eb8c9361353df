import { canvasInput } from "../../parameters/layer.ts";
import { decode } from "../../tokens.ts";
import { type Row, refused } from "../support.ts";
import { supportOf, type TokenSupport } from "./place.ts";
import { readSubtitles, type Subtitles } from "./subtitles.ts";
import { readWriting, type Writing } from "./text.ts";

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
  video: { meaning: "A video, on a video", fate: "exact" },
  audio: refused("A sound", "sounds are not mixed"),
  subtitles: {
    meaning: "Subtitles in SRT or WebVTT, on a video",
    fate: "approximate",
    note: "set as a text is, above the lower edge",
  },
  ...elsewhere("facebook", "twitter", "twitter_name", "instagram", "gravatar"),
  lut: refused("A table of colours", "tables of colours cannot be applied"),
} as const satisfies Record<string, Row>;

function elsewhere<const N extends string>(...names: N[]): Record<N, Row> {
  const row = refused("An image of a social network", "only the vendor looks it up");
  return Object.fromEntries(names.map((name) => [name, row])) as Record<N, Row>;
}

/** Reads what a layer shows; `onVideo` where that may move. */
export function readSource(
  token: string,
  onVideo: boolean,
): { input: string } | { video: string } | Subtitles | Writing | TokenSupport {
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
    case "video": {
      if (!onVideo) return supportOf(token, refused("A video", "is for videos"));
      const found = inputOf(token, ["video", ...rest].map(decode).join("/"));
      return "input" in found ? { video: found.input } : found;
    }
    case "subtitles":
      if (!onVideo) return supportOf(token, refused("Subtitles", "are for videos"));
      return readSubtitles(token, rest);
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
