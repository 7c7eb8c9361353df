import type { Link } from "./stream.ts";
import { initName, playlistName, segmentName, type Track } from "./stream-file.ts";

/**
 * Source: RFC 8216 (HLS); HLS authoring specification for Apple devices. Fragmented MP4 needs
 * version 6, and `INDEPENDENT-SEGMENTS` is told once for all.
 */
const head = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"];

/** A track of images, as a master playlist lists it. */
interface Variant {
  track: Track;
  /** Bits a second, with the sound. */
  mostBits: number;
  meanBits: number;
  codecs: readonly string[];
  width: number;
  height: number;
  /** Frames a second. */
  frameRate: number;
}

/** The sound of all variants. */
interface Sound {
  track: Track;
  channels: number;
}

const soundGroup = "audio";

/** The list of the sizes of a stream, and of its sound. */
export function masterPlaylist(
  variants: readonly Variant[],
  sound: Sound | undefined,
  link: Link,
): string {
  const lines = variants.flatMap((variant) => [
    attributes("#EXT-X-STREAM-INF", {
      BANDWIDTH: String(variant.mostBits),
      "AVERAGE-BANDWIDTH": String(variant.meanBits),
      CODECS: quoted(variant.codecs.join(",")),
      RESOLUTION: `${variant.width}x${variant.height}`,
      "FRAME-RATE": variant.frameRate.toFixed(3),
      ...(sound ? { AUDIO: quoted(soundGroup) } : {}),
    }),
    link(playlistName(variant.track)),
  ]);
  return textOf([...head, ...(sound ? [soundLine(sound, link)] : []), ...lines]);
}

function soundLine({ track, channels }: Sound, link: Link): string {
  return attributes("#EXT-X-MEDIA", {
    TYPE: "AUDIO",
    "GROUP-ID": quoted(soundGroup),
    NAME: quoted("Sound"),
    DEFAULT: "YES",
    AUTOSELECT: "YES",
    CHANNELS: quoted(String(channels)),
    URI: quoted(link(playlistName(track))),
  });
}

/**
 * The list of the segments of a track.
 * @param lengths seconds of each
 * @param longest seconds of the longest of all tracks
 */
export function segmentPlaylist(
  track: Track,
  lengths: readonly number[],
  longest: number,
  link: Link,
): string {
  return textOf([
    ...head,
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    attributes("#EXT-X-MAP", { URI: quoted(link(initName(track))) }),
    ...lengths.flatMap((seconds, index) => [
      `#EXTINF:${seconds.toFixed(6)},`,
      link(segmentName(track, index)),
    ]),
    "#EXT-X-ENDLIST",
  ]);
}

function textOf(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

function attributes(tag: string, values: Record<string, string>): string {
  const list = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${tag}:${list.join(",")}`;
}

/** A quotation mark would end the value; in a URL it is never there but by a client that encodes none. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', "%22")}"`;
}
