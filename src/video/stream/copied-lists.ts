import {
  type CopiedKind,
  type CopiedStream,
  type CopiedTrack,
  ratesOf,
  ticksOf,
} from "./copied.ts";
import { template } from "./dash.ts";
import { attributes, head, quoted } from "./hls.ts";
import type { Link } from "./stream.ts";
import { copiedNames, initName, playlistName, segmentName } from "./stream-file.ts";

/** The list of HLS that names an original's own streams. Pure. Source: RFC 8216. */
export function copiedMaster({ video, audio }: CopiedStream, link: Link): string {
  const group = "audio";
  const images = ratesOf(video);
  const sound = audio ? ratesOf(audio) : { most: 0, mean: 0 };
  const lines = [
    ...head,
    ...(audio
      ? [
          attributes("#EXT-X-MEDIA", {
            TYPE: "AUDIO",
            "GROUP-ID": quoted(group),
            NAME: quoted("Sound"),
            DEFAULT: "YES",
            AUTOSELECT: "YES",
            CHANNELS: quoted(String(audio.channels)),
            URI: quoted(link(playlistName(copiedNames.audio))),
          }),
        ]
      : []),
    attributes("#EXT-X-STREAM-INF", {
      BANDWIDTH: String(images.most + sound.most),
      "AVERAGE-BANDWIDTH": String(images.mean + sound.mean),
      CODECS: quoted([video.codec, ...(audio ? [audio.codec] : [])].join(",")),
      RESOLUTION: `${video.width}x${video.height}`,
      "FRAME-RATE": video.frameRate.toFixed(3),
      ...(audio ? { AUDIO: quoted(group) } : {}),
    }),
    link(playlistName(copiedNames.video)),
  ];
  return `${lines.join("\n")}\n`;
}

/** The list of the segments of one of them. Pure. */
export function copiedPlaylist(
  { video, audio, base }: CopiedStream,
  kind: CopiedKind,
  link: Link,
): string {
  const track = (kind === "audio" && audio) || video;
  const name = copiedNames[kind];
  // All tracks have the same one.
  const longest = Math.max(
    ...[video, ...(audio ? [audio] : [])].flatMap((each) => secondsOf(each, base)),
  );
  const lines = [
    ...head,
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    attributes("#EXT-X-MAP", { URI: quoted(link(initName(name))) }),
    ...secondsOf(track, base).flatMap((seconds, index) => [
      `#EXTINF:${seconds.toFixed(6)},`,
      link(segmentName(name, index)),
    ]),
    "#EXT-X-ENDLIST",
  ];
  return `${lines.join("\n")}\n`;
}

function secondsOf(track: CopiedTrack, base: number): number[] {
  return ticksOf(track, base).lengths.map((length) => length / track.timescale);
}

/** The same for DASH: the same files. Pure. Source: ISO/IEC 23009-1. */
export function copiedManifest({ video, audio, base }: CopiedStream, link: Link): string {
  const last = video.segments.at(-1);
  const seconds = last ? last.start + last.seconds - base : 0;
  const images =
    `<Representation id="${copiedNames.video}" bandwidth="${ratesOf(video).most}" codecs="${video.codec}"` +
    ` width="${video.width}" height="${video.height}"/>`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"' +
      ` type="static" mediaPresentationDuration="PT${seconds.toFixed(3)}S" minBufferTime="PT4S">`,
    '<Period id="0" start="PT0S">',
    ...set(video, "video", base, images, link),
    ...(audio ? set(audio, "audio", base, soundOf(audio), link) : []),
    "</Period>",
    "</MPD>",
  ];
  return `${lines.join("\n")}\n`;
}

function soundOf(audio: NonNullable<CopiedStream["audio"]>): string {
  return (
    `<Representation id="${copiedNames.audio}" bandwidth="${ratesOf(audio).most}"` +
    ` codecs="${audio.codec}" audioSamplingRate="${audio.timescale}">` +
    '<AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011"' +
    ` value="${audio.channels}"/></Representation>`
  );
}

function set(
  track: CopiedTrack,
  kind: CopiedKind,
  base: number,
  representation: string,
  link: Link,
): string[] {
  const { first, lengths } = ticksOf(track, base);
  return [
    `<AdaptationSet id="${kind === "video" ? 0 : 1}" contentType="${kind}" mimeType="${kind}/mp4"` +
      ' segmentAlignment="true" startWithSAP="1">',
    ...template(lengths, track.timescale, link, first),
    representation,
    "</AdaptationSet>",
  ];
}
