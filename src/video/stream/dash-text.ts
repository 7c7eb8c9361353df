import type { Link } from "./stream.ts";
import { initName, segmentName } from "./stream-file.ts";

/** Tracks of one kind, whose segments have the same times. */
export interface TrackSet {
  kind: "video" | "audio";
  /** Units of time in a second. */
  timescale: number;
  /** Of the segments, in those units; and the time of the first. */
  lengths: readonly number[];
  first?: number;
  representations: readonly string[];
}

/** What DASH players read of a stream. Source: ISO/IEC 23009-1. */
export function manifest(seconds: number, sets: readonly TrackSet[], link: Link): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"' +
      ` type="static" mediaPresentationDuration="PT${seconds.toFixed(3)}S" minBufferTime="PT4S">`,
    '<Period id="0" start="PT0S">',
    ...sets.flatMap(({ kind, timescale, lengths, first = 0, representations }, id) => [
      `<AdaptationSet id="${id}" contentType="${kind}" mimeType="${kind}/mp4"` +
        ' segmentAlignment="true" startWithSAP="1">',
      ...template(lengths, timescale, link, first),
      ...representations,
      "</AdaptationSet>",
    ]),
    "</Period>",
    "</MPD>",
  ];
  return `${lines.join("\n")}\n`;
}

/** A track of sound. */
interface SoundTrack {
  id: string;
  /** Bits a second. */
  bits: number;
  codec: string;
  /** Samples a second. */
  rate: number;
  channels: number;
}

export function soundRepresentation({ id, bits, codec, rate, channels }: SoundTrack): string {
  return (
    `<Representation id="${id}" bandwidth="${bits}" codecs="${attribute(codec)}" audioSamplingRate="${rate}">` +
    '<AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011"' +
    ` value="${channels}"/></Representation>`
  );
}

/**
 * Where the segments of a set are, and how long each of them is.
 * @param first time of the first, in units of the timescale
 */
function template(lengths: readonly number[], timescale: number, link: Link, first = 0): string[] {
  const track = "$RepresentationID$";
  const init = attribute(templated(link, initName(track)));
  const media = attribute(templated(link, segmentName(track, "$Number$")));
  return [
    `<SegmentTemplate timescale="${timescale}" startNumber="0" initialization="${init}" media="${media}">`,
    "<SegmentTimeline>",
    ...runs(lengths).map(
      ({ length, repeats }, i) =>
        `<S${i === 0 ? ` t="${first}"` : ""} d="${length}"${repeats === 0 ? "" : ` r="${repeats}"`}/>`,
    ),
    "</SegmentTimeline>",
    "</SegmentTemplate>",
  ];
}

/** A dollar sign of a query is none of the template's. */
function templated(link: Link, name: string): string {
  const mark = "\0";
  return link(mark)
    .replaceAll("$", "$$$$")
    .replace(mark, () => name);
}

function runs(lengths: readonly number[]): { length: number; repeats: number }[] {
  const found: { length: number; repeats: number }[] = [];
  for (const length of lengths) {
    const last = found.at(-1);
    if (last?.length === length) last.repeats += 1;
    else found.push({ length, repeats: 0 });
  }
  return found;
}

/** Text between quotation marks. */
export function attribute(text: string): string {
  const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => escapes[character] as string);
}
