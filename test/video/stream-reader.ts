import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { send } from "../support/http.ts";

/** A list of HLS as a player reads it. */
export interface Playlist {
  tags: Record<string, string>;
  /** The attributes of each `EXT-X-STREAM-INF` or `EXT-X-MEDIA`, with its URI. */
  variants: Record<string, string>[];
  media: Record<string, string>[];
  /** Of a track: what is read first, and each segment with its seconds. */
  start?: string;
  segments: { uri: string; seconds: number }[];
}

export function readPlaylist(text: string): Playlist {
  const lines = text.split("\n").filter((line) => line !== "");
  const playlist: Playlist = { tags: {}, variants: [], media: [], segments: [] };
  for (const [i, line] of lines.entries()) {
    const [, tag = "", value = ""] = /^#([^:]+):?(.*)$/.exec(line) ?? [];
    const next = lines[i + 1] ?? "";
    if (tag === "EXT-X-STREAM-INF") playlist.variants.push({ ...attributesOf(value), URI: next });
    else if (tag === "EXT-X-MEDIA") playlist.media.push(attributesOf(value));
    else if (tag === "EXT-X-MAP") playlist.start = attributesOf(value).URI ?? "";
    else if (tag === "EXTINF") {
      playlist.segments.push({ uri: next, seconds: Number(value.replace(/,.*$/, "")) });
    } else if (tag !== "") playlist.tags[tag] = value;
  }
  return playlist;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = text.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g);
  return Object.fromEntries(
    [...pairs].map(([, name, value = ""]) => [name as string, value.replace(/^"|"$/g, "")]),
  );
}

/** Asks until a file of a stream is made. */
export async function fetchMade(server: string, target: string) {
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await send(server, target);
    if (answer.status !== 202 && answer.status !== 503) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`It was not made: ${target}`);
}

/** Where a relative URL leads, as the target of a request. */
export function resolveTarget(base: string, relative: string): string {
  const { pathname, search } = new URL(relative, new URL(base, "http://localhost"));
  return pathname + search;
}

/** A track as it was received. */
export interface ReadTrack extends Playlist {
  start: string;
  head: Uint8Array;
  bodies: Uint8Array[];
}

/** Reads a list of segments and all that it names. */
export async function fetchTrack(server: string, target: string): Promise<ReadTrack> {
  const get = async (at: string) => {
    const { status, body, headers } = await fetchMade(server, at);
    if (status !== 200) throw new Error(`${status} for ${at}: ${headers.get("ik-error")}`);
    return body;
  };
  const playlist = readPlaylist(new TextDecoder().decode(await get(target)));
  const { start = "" } = playlist;
  const head = await get(resolveTarget(target, start));
  const bodies: Uint8Array[] = [];
  for (const { uri } of playlist.segments) bodies.push(await get(resolveTarget(target, uri)));
  return { ...playlist, start, head, bodies };
}

export function writeTrack(file: string, { head, bodies }: Pick<ReadTrack, "head" | "bodies">) {
  writeFileSync(file, Buffer.concat([head, ...bodies]));
  return file;
}

/** When each packet of a file is shown, in seconds, and whether it is a key frame. */
export function packetsOf(file: string): { seconds: number; isKey: boolean; bytes: number }[] {
  const entries = "packet=pts_time,flags,size";
  const args = ["-v", "error", "-show_entries", entries, "-of", "csv=p=0", file];
  const { status, stdout, stderr } = spawnSync("ffprobe", args, { encoding: "utf8" });
  if (status !== 0 || stderr !== "") throw new Error(`ffprobe ${file}: ${stderr}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const [seconds = "", bytes = "", flags = ""] = line.split(",");
      return { seconds: Number(seconds), bytes: Number(bytes), isKey: flags.startsWith("K") };
    });
}
