import { tryDecode } from "./decoded.ts";
import type { Verdict } from "./verdict.ts";

/** What of a site has to be decided as a whole, beside single parameters. */
export const concernKinds = ["named", "font", "video", "ai"] as const;

type ConcernKind = (typeof concernKinds)[number];

export interface Concern {
  kind: ConcernKind;
  /** Of the named transformation, the font, the kind of video or the effect. */
  name: string;
}

/** What a URL touches of what has to be decided as a whole, each once. Pure. */
export function concernsOf(verdict: Verdict): Concern[] {
  const { parameters, reason = "" } = verdict;
  const found: Concern[] = [];
  for (const { token, note = "" } of parameters) {
    const [, value] = /^(?:t_|bl_|n-)(.+)$/s.exec(token) ?? [];
    if (value !== undefined && note.includes("there is no such name")) {
      found.push({ kind: "named", name: tryDecode(value) });
    }
    const [, font] = /in place of ([^;]+)/.exec(note) ?? [];
    if (font !== undefined) found.push({ kind: "font", name: tryDecode(font) });
    if (/needs a model/.test(note)) found.push({ kind: "ai", name: effectOf(token) });
  }
  const [, effect] = /^`([^`]+)` needs .*, which is not supported/.exec(reason) ?? [];
  if (effect !== undefined) found.push({ kind: "ai", name: effect });
  const film = videoOf(verdict);
  if (film !== undefined) found.push({ kind: "video", name: film });
  const seen = new Set(found.map((concern) => JSON.stringify(concern)));
  return [...seen].map((text) => JSON.parse(text) as Concern);
}

/** `e_gen_fill` of `e_gen_fill:prompt_a%20dog`. */
function effectOf(token: string): string {
  return token.replace(/[:-].*$/s, "");
}

const videoFiles = /\.(?:mp4|webm|mov|m4v|mkv|avi|m3u8|mpd)$/i;

/** A format of images, in our own words. */
const imageFormats = /(?:^|[,:])f-(?!mp4|webm)/;

/** A format of videos, which a GIF may be asked for in. */
const videoFormats = /(?:^|[,:])f-(?:mp4|webm)(?![^,:])/;

/** Heights of a stream, in our own words. */
const streamSizes = /(?:^|[,:])sr-/;

/** Whether an image is delivered, as far as names tell: a report can show those alone. Pure. */
export function isImage(verdict: Verdict): boolean {
  const film = videoOf(verdict);
  return film === undefined ? !videoFormats.test(verdict.rendered) : film === "image of a video";
}

/** What a URL wants of a video: an image, a stream, or a video. */
function videoOf({ pattern, key = "", rendered }: Verdict): string | undefined {
  if (!pattern.startsWith("video/") && !videoFiles.test(key)) return undefined;
  if (streamSizes.test(rendered)) return "stream";
  return imageFormats.test(rendered) ? "image of a video" : "video";
}
