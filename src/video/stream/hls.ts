import { type Link, peakBitRate, type Stream, soundBitRate, soundCodec } from "./stream.ts";
import { initName, type MadeTrack, playlistName, segmentName } from "./stream-file.ts";
import { segmentLengths, type Timing } from "./timing.ts";

/**
 * Source: RFC 8216 (HLS); HLS authoring specification for Apple devices. Fragmented MP4 needs
 * version 6, and `INDEPENDENT-SEGMENTS` is told once for all.
 */
export const head = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"];

/** The list of the sizes of a stream, and of its sound. Pure. */
export function hlsMaster({ rungs, timing, sound }: Stream, link: Link): string {
  const group = "audio";
  const soundLine =
    sound &&
    attributes("#EXT-X-MEDIA", {
      TYPE: "AUDIO",
      "GROUP-ID": quoted(group),
      NAME: quoted("Sound"),
      DEFAULT: "YES",
      AUTOSELECT: "YES",
      CHANNELS: quoted(String(sound.channels)),
      URI: quoted(link(playlistName("audio"))),
    });
  const more = sound ? soundBitRate : 0;
  const frameRate = (timing.rate.frames / timing.rate.seconds).toFixed(3);
  const lines = rungs.flatMap((rung) => [
    attributes("#EXT-X-STREAM-INF", {
      BANDWIDTH: String(peakBitRate(rung) + more),
      "AVERAGE-BANDWIDTH": String(rung.bitRate + more),
      CODECS: quoted([rung.codec, ...(sound ? [soundCodec] : [])].join(",")),
      RESOLUTION: `${rung.size.width}x${rung.size.height}`,
      "FRAME-RATE": frameRate,
      ...(sound ? { AUDIO: quoted(group) } : {}),
    }),
    link(playlistName(rung.rung)),
  ]);
  return `${[...head, ...(soundLine === undefined ? [] : [soundLine]), ...lines].join("\n")}\n`;
}

/** The list of the segments of a track. Pure. */
export function hlsPlaylist(timing: Timing, track: MadeTrack, link: Link): string {
  // All tracks have the same one, though segments of sound are a few milliseconds longer or shorter.
  const longest = Math.max(...segmentLengths(timing, false), ...segmentLengths(timing, true));
  const segments = segmentLengths(timing, track === "audio").flatMap((seconds, index) => [
    `#EXTINF:${seconds.toFixed(6)},`,
    link(segmentName(track, index)),
  ]);
  const lines = [
    ...head,
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    attributes("#EXT-X-MAP", { URI: quoted(link(initName(track))) }),
    ...segments,
    "#EXT-X-ENDLIST",
  ];
  return `${lines.join("\n")}\n`;
}

export function attributes(tag: string, values: Record<string, string>): string {
  const list = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${tag}:${list.join(",")}`;
}

/** A quotation mark would end the value; in a URL it is never there but by a client that encodes none. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', "%22")}"`;
}
