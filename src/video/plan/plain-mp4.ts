import type { VideoFacts } from "../../render/engine/film/film.ts";
import { type Box, boxesIn, need, one, UnusualFile } from "../../render/engine/film/mp4-boxes.ts";
import { channelsOf } from "./aac-header.ts";
import type { MediaFacts } from "./facts.ts";
import { readH264Header } from "./h264-header.ts";

/**
 * What ffprobe would say of the usual MP4, read from its `moov` box alone: one video in H.264 with
 * square pixels, at most one sound in AAC, one edit at most. Undefined for anything else: what is
 * said is exactly what ffprobe says, which takes a tenth of a second for it. Pure.
 * @param bytes of the whole file
 */
export function readPlainMp4(moov: Buffer, bytes: number): MediaFacts | undefined {
  try {
    return factsOf(boxesIn(moov), bytes);
  } catch (error) {
    // What does not fit into its box is for ffprobe, too.
    if (error instanceof UnusualFile || error instanceof RangeError) return undefined;
    throw error;
  }
}

function factsOf(boxes: readonly Box[], bytes: number): MediaFacts {
  // In fragments there are more frames; a cover would be a video of its own.
  need(!boxes.some(({ type }) => type === "mvex"));
  need(!boxes.some(({ type, content }) => type === "udta" && content.includes("covr")));
  const movie = movieOf(one(boxes, "mvhd"));
  const tracks = boxes
    .filter(({ type }) => type === "trak")
    .map(({ content }, stream) => trackOf(boxesIn(content), stream, movie.timescale));
  const videos = tracks.filter(({ kind }) => kind === "vide");
  const sounds = tracks.filter(({ kind }) => kind === "soun");
  const [track] = videos;
  need(track !== undefined && videos.length === 1 && sounds.length <= 1);
  need(videos.length + sounds.length === tracks.length);
  const [sound] = sounds;
  const microseconds = Math.round((movie.duration / movie.timescale) * 1e6);
  need(microseconds > 0);
  const start = sound ? Math.min(0, track.start) : track.start;
  const { facts, isOrdered } = videoOf(track);
  return {
    demuxer: "mov",
    seconds: inMicroseconds(track.duration / track.timescale),
    bitRate: Math.floor((bytes * 8e6) / microseconds),
    video: facts,
    ...(isOrdered ? { directStart: inMicroseconds(start) } : {}),
    ...(sound ? { audio: { codec: "aac", channels: channelsOf(sound.entry) } } : {}),
  };
}

/** As ffprobe prints seconds. */
function inMicroseconds(seconds: number): number {
  return Number(seconds.toFixed(6));
}

/** Source: ISO/IEC 14496-12, 8.2.2. */
function movieOf(content: Buffer): { timescale: number; duration: number } {
  const { timescale, duration, end } = timesOf(content, 12);
  // Behind the rate, the volume and ten bytes that are reserved.
  need(rotationOf(content, end + 16) === 0);
  return { timescale, duration };
}

/** The fields of time in a box of either version, and where they end. */
function timesOf(content: Buffer, at: number) {
  const isLong = content[0] === 1;
  const start = isLong ? at + 8 : at;
  const timescale = content.readUInt32BE(start);
  const duration = isLong
    ? Number(content.readBigUInt64BE(start + 4))
    : content.readUInt32BE(start + 4);
  need(timescale > 0 && duration > 0 && duration < 2 ** 32 - 1);
  return { timescale, duration, end: start + (isLong ? 12 : 8) };
}

interface Track {
  stream: number;
  kind: string;
  timescale: number;
  /** In the units of its time. */
  duration: number;
  /** Second at which its first frame is shown. */
  start: number;
  /** Whether frames are shown in the order in which they lie. */
  isInOrder: boolean;
  /** All of it, whatever is cut off. */
  frames: { count: number; duration: number };
  rotation: VideoFacts["rotation"];
  /** As it is to be shown, not yet turned. */
  shown: { width: number; height: number };
  /** What its frames are coded in. */
  entry: Box;
}

function trackOf(boxes: readonly Box[], stream: number, movieTimescale: number): Track {
  const header = one(boxes, "tkhd");
  // Behind four fields of time and names, and sixteen bytes of layers, volume and what is reserved.
  const matrix = header[0] === 1 ? 52 : 40;
  const media = boxesIn(one(boxes, "mdia"));
  const tables = boxesIn(one(boxesIn(one(media, "minf")), "stbl"));
  const { timescale, duration } = timesOf(one(media, "mdhd"), 12);
  const kind = one(media, "hdlr").toString("latin1", 8, 12);
  const frames = framesOf(one(tables, "stts"));
  const edit = editOf(boxes, movieTimescale);
  const delays = tables.find(({ type }) => type === "ctts")?.content;
  const delay = delays ? delays.readInt32BE(12) : 0;
  // What lies before an edit is decoded, and not shown.
  need(delay >= 0 && (edit.from === 0 || kind !== "vide" || edit.from === delay));
  return {
    stream,
    kind,
    timescale,
    duration: Math.min(duration, frames.duration, Math.round(edit.seconds * timescale)),
    start: kind === "vide" ? (delay - edit.from) / timescale : 0,
    isInOrder: delays === undefined,
    frames,
    rotation: rotationOf(header, matrix),
    shown: {
      width: header.readUInt32BE(matrix + 36) / 2 ** 16,
      height: header.readUInt32BE(matrix + 40) / 2 ** 16,
    },
    entry: entryOf(one(tables, "stsd")),
  };
}

/** The one part of a track that is shown; all of it where nothing is said. */
function editOf(
  boxes: readonly Box[],
  movieTimescale: number,
): {
  seconds: number;
  /** In the units of the track's time. */
  from: number;
} {
  const edits = boxes.find(({ type }) => type === "edts");
  if (!edits) return { seconds: Number.POSITIVE_INFINITY, from: 0 };
  const list = one(boxesIn(edits.content), "elst");
  // One entry of version 0, which begins within the track and plays at its rate.
  need(list[0] === 0 && list.readUInt32BE(4) === 1);
  need(list.readInt32BE(12) >= 0 && list.readUInt32BE(16) === 2 ** 16);
  const duration = list.readUInt32BE(8);
  need(duration > 0);
  return { seconds: duration / movieTimescale, from: list.readInt32BE(12) };
}

function framesOf(times: Buffer): Track["frames"] {
  let [count, duration] = [0, 0];
  const entries = times.readUInt32BE(4);
  for (let i = 0; i < entries; i += 1) {
    const more = times.readUInt32BE(8 + 8 * i);
    count += more;
    duration += more * times.readUInt32BE(12 + 8 * i);
  }
  need(count > 0 && duration > 0);
  return { count, duration };
}

const turned = new Map<string, VideoFacts["rotation"]>([
  ["1,0,0,1", 0],
  ["0,1,-1,0", 90],
  ["-1,0,0,-1", 180],
  ["0,-1,1,0", 270],
]);

/** Degrees clockwise that a matrix turns by, and does no more. Source: ISO/IEC 14496-12, 6.2.2. */
function rotationOf(content: Buffer, at: number): VideoFacts["rotation"] {
  const values = [0, 4, 12, 16].map((offset) => content.readInt32BE(at + offset) / 2 ** 16);
  const rotation = turned.get(values.join(","));
  need(rotation !== undefined && content.readInt32BE(at + 32) === 2 ** 30);
  need(content.readInt32BE(at + 8) === 0 && content.readInt32BE(at + 20) === 0);
  return rotation;
}

/** The one description of a track's frames. */
function entryOf(descriptions: Buffer): Box {
  need(descriptions.readUInt32BE(4) === 1);
  const [entry] = boxesIn(descriptions.subarray(8));
  need(entry !== undefined);
  return entry;
}

/** Bytes of an entry before the boxes in it. */
const videoEntryBytes = 78;

function videoOf({ stream, entry, shown, rotation, timescale, frames, isInOrder }: Track): {
  facts: VideoFacts;
  isOrdered: boolean;
} {
  need(entry.type === "avc1");
  const inside = boxesIn(entry.content.subarray(videoEntryBytes));
  need(!inside.some(({ type }) => type === "clap"));
  const aspect = inside.find(({ type }) => type === "pasp")?.content;
  need(aspect === undefined || aspect.readUInt32BE(0) === aspect.readUInt32BE(4));
  const config = one(inside, "avcC");
  need(config[5] !== undefined && (config[5] & 0x1f) === 1);
  const header = readH264Header(config.subarray(8, 8 + config.readUInt16BE(6)));
  need(header?.hasSquarePixels === true);
  const { width, height, isCommon, isOrdered } = header;
  const [asStored, asHigh] = [entry.content.readUInt16BE(24), entry.content.readUInt16BE(26)];
  need([asStored, shown.width].every((said) => said === width));
  need([asHigh, shown.height].every((said) => said === height));
  const isTurned = rotation === 90 || rotation === 270;
  const facts: VideoFacts = {
    stream,
    codec: "h264",
    ...(isTurned ? { width: height, height: width } : { width, height }),
    rotation,
    frameRate: (timescale * frames.count) / frames.duration,
    hasSquarePixels: true,
    isCommon,
    isCover: false,
  };
  return { facts, isOrdered: isOrdered || isInOrder };
}
