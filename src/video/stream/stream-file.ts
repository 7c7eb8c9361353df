import { type Rung, rungs } from "../../url/parameters/video.ts";
import { dashName, hlsName } from "../../url/stream-names.ts";
import type { CopiedKind } from "./copied.ts";

/** A file of a stream, by its name: `ik-stream-480-12.m4s` is the thirteenth segment of 480 lines. */
export type StreamFile =
  | { kind: "master"; as: "hls" | "dash" }
  /** HLS' list of the segments of a track. */
  | { kind: "playlist"; track: Track }
  /** The initialization segment, which a player reads before all others of a track. */
  | { kind: "init"; track: Track }
  | { kind: "segment"; track: Track; index: number };

/** The images in one size, or the sound; or one of the streams that the original has itself. */
export type Track = MadeTrack | CopiedName;
export type MadeTrack = Rung | "audio";

/** The original's own streams, by their names. */
export const copiedNames = { video: "source", audio: "source-audio" } as const;
type CopiedName = (typeof copiedNames)[CopiedKind];

/** Which stream of the original a track is; undefined for one that is made. */
export function copiedKind(track: Track): CopiedKind | undefined {
  if (track === copiedNames.video) return "video";
  return track === copiedNames.audio ? "audio" : undefined;
}

/** Whether a track is one that has to be made. */
export function isMade(track: Track): track is MadeTrack {
  return copiedKind(track) === undefined;
}

/** Names of the lists that name all others. */
export const masterNames: readonly string[] = [hlsName, dashName];

/** Undefined for a name of nothing. */
export function readStreamFile(name: string): StreamFile | undefined {
  if (name === hlsName) return { kind: "master", as: "hls" };
  if (name === dashName) return { kind: "master", as: "dash" };
  const [, named, rest = ""] =
    /^ik-stream-(source-audio|source|audio|\d{3,4})(\.m3u8|-(?:init|\d+)\..+)$/.exec(name) ?? [];
  const track = tracks.find((each) => String(each) === named);
  if (track === undefined) return undefined;
  if (rest === ".m3u8") return { kind: "playlist", track };
  if (rest === "-init.mp4") return { kind: "init", track };
  const [, index] = /^-(0|[1-9]\d{0,4})\.m4s$/.exec(rest) ?? [];
  return index === undefined ? undefined : { kind: "segment", track, index: Number(index) };
}

const tracks: readonly Track[] = ["audio", ...Object.values(copiedNames), ...rungs];

export function playlistName(track: Track): string {
  return `ik-stream-${track}.m3u8`;
}

export function initName(track: Track | "$RepresentationID$"): string {
  return `ik-stream-${track}-init.mp4`;
}

export function segmentName(
  track: Track | "$RepresentationID$",
  index: number | "$Number$",
): string {
  return `ik-stream-${track}-${index}.m4s`;
}

/** Whether its text names other files, and so depends on the query that they are to have. */
export function namesOthers({ kind }: StreamFile): boolean {
  return kind === "master" || kind === "playlist";
}

export function mediaTypeOf(file: StreamFile): string {
  switch (file.kind) {
    case "master":
      return file.as === "hls" ? hlsType : "application/dash+xml";
    case "playlist":
      return hlsType;
    default:
      return isSound(file.track) ? "audio/mp4" : "video/mp4";
  }
}

/**
 * The URL of the segment that a player asks for behind that of another; undefined for one of anything
 * else, and of a segment that nothing has to be made for.
 */
export function nextSegmentUrl(url: string): string | undefined {
  const [, before, name = "", behind = ""] =
    /^([^?]*\/)(ik-stream-[\w-]+\.m4s)(\?.*)?$/s.exec(url) ?? [];
  const file = readStreamFile(name);
  if (file?.kind !== "segment" || !isMade(file.track)) return undefined;
  return before + segmentName(file.track, file.index + 1) + behind;
}

function isSound(track: Track): boolean {
  return track === "audio" || copiedKind(track) === "audio";
}

const hlsType = "application/vnd.apple.mpegurl";
