import { EncodedPacketSink, type Input, type InputVideoTrack, MATROSKA, WEBM } from "mediabunny";
import { editsOf } from "./edits.ts";
import type { Film, WantedFrame } from "./film.ts";
import { damagedFilm, type ExcerptFile, withFilm } from "./film-file.ts";
import { findKeyFrame } from "./key-frame.ts";
import { readFilm, videoIn } from "./read-film.ts";
import { sourceBytes } from "./source-bytes.ts";
import type { Span } from "./span.ts";

/** What is to be done with a film of which only some parts are there. */
export type ExcerptLook =
  /** Its index is to be read, and nothing more. */
  | { for: "index" }
  /** What is in it. */
  | { for: "film" }
  /** A key frame is to be made an image. */
  | { for: "key frame"; frame: WantedFrame }
  /** FFmpeg is to decode the frame at this second. */
  | { for: "frame"; at: number };

/** What came of it: bytes that have to be there first, or else what was asked for. */
export interface ExcerptFindings {
  missing?: Span;
  /** Whether nothing else is missing: then there is no need to look again. */
  isAll?: true;
  /** Only of a look for it. */
  film?: Film;
  /** What H.264 tells a decoder before the first frame, in base64; only of a look for the index. */
  config?: string;
}

/** Looks into an excerpt of a film, and finds out which bytes it lacks. */
export async function lookAtExcerpt(
  file: string,
  present: readonly Span[],
  look: ExcerptLook,
): Promise<ExcerptFindings> {
  const excerpt: ExcerptFile = { present, takesZeros: false };
  try {
    const findings = await found(file, look, excerpt);
    if (!excerpt.missing) return findings;
    // What was read as zeros decided nothing.
    return { missing: excerpt.missing, ...(excerpt.takesZeros ? { isAll: true as const } : {}) };
  } catch (error) {
    if (excerpt.missing) return { missing: excerpt.missing };
    throw error;
  }
}

async function found(
  file: string,
  look: ExcerptLook,
  excerpt: ExcerptFile,
): Promise<ExcerptFindings> {
  if (look.for === "film") return { film: await readFilm(file, excerpt) };
  return withFilm(
    file,
    async (film) => {
      const video = await videoIn(film);
      if (!video) throw damagedFilm();
      const codec = await video.getCodec();
      if (look.for === "frame") await touchFrames(film, video, look.at, excerpt);
      if (look.for === "key frame") await findKeyFrame(film, look.frame, await editsOf(file));
      if (look.for !== "index" || codec !== "avc") return {};
      const description = (await video.getDecoderConfig())?.description;
      return description
        ? { config: Buffer.from(sourceBytes(description)).toString("base64") }
        : {};
    },
    { excerpt },
  );
}

/** Frames behind the one that is wanted: a decoder gives it out when it has seen some of them. */
const delayedFrames = 4;
/** Frames that may lie between the first that is shown at a moment or later and the one shown first. */
const reorderedFrames = 16;
/** A second is rounded to milliseconds on its way here. */
const toleranceSeconds = 0.001;
/** More of them lie between no two key frames that anything is read of by parts. */
const mostFrames = 10_000;

/** Reads what a decoder reads for the first frame that is shown at a second or later. */
async function touchFrames(
  film: Input,
  video: InputVideoTrack,
  at: number,
  excerpt: ExcerptFile,
): Promise<void> {
  const light = { metadataOnly: true };
  const packets = new EncodedPacketSink(video);
  const first =
    (await packets.getKeyPacket(at + toleranceSeconds, light)) ??
    (await packets.getFirstPacket(light));
  if (!first) throw damagedFilm();
  let packet = first;
  let left = reorderedFrames;
  let wanted = { timestamp: Number.POSITIVE_INFINITY, packet: first };
  for (let seen = 0; seen < mostFrames && left > 0; seen += 1) {
    const { timestamp } = packet;
    if (timestamp >= at - toleranceSeconds) {
      left -= 1;
      if (timestamp < wanted.timestamp) wanted = { timestamp, packet };
    }
    const next = await packets.getNextPacket(packet, light);
    if (!next) break;
    packet = next;
  }
  let last = wanted.timestamp === Number.POSITIVE_INFINITY ? packet : wanted.packet;
  for (let i = 0; i < delayedFrames; i += 1) {
    last = (await packets.getNextPacket(last, light)) ?? last;
  }
  // Matroska has the heads of its frames between them; MP4 has all of them in the index.
  const format = await film.getFormat();
  excerpt.takesZeros = format !== MATROSKA && format !== WEBM;
  await packets.getPacket(first.timestamp);
  await packets.getPacket(last.timestamp);
}
