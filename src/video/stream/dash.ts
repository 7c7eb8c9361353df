import {
  type Link,
  peakBitRate,
  type Stream,
  type StreamRung,
  soundBitRate,
  soundCodec,
} from "./stream.ts";
import { initName, segmentName } from "./stream-file.ts";
import {
  framesOf,
  secondsAt,
  soundFrameSamples,
  soundFramesOf,
  soundRate,
  type Timing,
} from "./timing.ts";

/** What DASH players read of a stream: the same files as HLS'. Source: ISO/IEC 23009-1. Pure. */
export function dashManifest({ timing, rungs, sound }: Stream, link: Link): string {
  const seconds = secondsAt(timing, timing.frames);
  const indexes = Array.from({ length: timing.segments }, (_, index) => index);
  const images = indexes.map((index) => framesOf(timing, index).count * timing.frameTicks);
  const sounds = indexes.map((index) => soundFramesOf(timing, index).count * soundFrameSamples);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"' +
      ` type="static" mediaPresentationDuration="PT${seconds.toFixed(3)}S" minBufferTime="PT4S">`,
    '<Period id="0" start="PT0S">',
    '<AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">',
    ...template(images, timing.timescale, link),
    ...rungs.map((rung) => representation(rung, timing)),
    "</AdaptationSet>",
    ...(sound ? soundSet(sound, sounds, link) : []),
    "</Period>",
    "</MPD>",
  ];
  return `${lines.join("\n")}\n`;
}

function representation(rung: StreamRung, { rate }: Timing): string {
  const { width, height } = rung.size;
  const frameRate = rate.seconds === 1 ? rate.frames : `${rate.frames}/${rate.seconds}`;
  return (
    `<Representation id="${rung.rung}" bandwidth="${peakBitRate(rung)}" codecs="${rung.codec}"` +
    ` width="${width}" height="${height}" sar="1:1" frameRate="${frameRate}"/>`
  );
}

function soundSet(
  { channels }: NonNullable<Stream["sound"]>,
  lengths: readonly number[],
  link: Link,
): string[] {
  return [
    '<AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" segmentAlignment="true" startWithSAP="1">',
    ...template(lengths, soundRate, link),
    `<Representation id="audio" bandwidth="${soundBitRate}" codecs="${soundCodec}" audioSamplingRate="${soundRate}">`,
    '<AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011"' +
      ` value="${channels}"/>`,
    "</Representation>",
    "</AdaptationSet>",
  ];
}

/**
 * Where the segments of a set are, and how long each of them is.
 * @param first time of the first, in units of the timescale
 */
export function template(
  lengths: readonly number[],
  timescale: number,
  link: Link,
  first = 0,
): string[] {
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

function attribute(text: string): string {
  const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => escapes[character] as string);
}
