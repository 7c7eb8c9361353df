import {
  type EncodedPacket,
  EncodedPacketSink,
  type Input,
  type InputVideoTrack,
} from "mediabunny";
import { Failure } from "../../../failure.ts";
import type { FrameColour, KeyFrame } from "../codecs/boxes/key-frame-image.ts";
import type { TrackEdit } from "./edits.ts";
import type { WantedFrame } from "./film.ts";
import { damagedFilm } from "./film-file.ts";
import { needsFfmpeg } from "./needs-ffmpeg.ts";
import { videoIn } from "./read-film.ts";
import { sourceBytes } from "./source-bytes.ts";

/** A key frame; only those of VP9 are no images. */
export interface FilmFrame extends Omit<KeyFrame, "codec"> {
  codec: KeyFrame["codec"] | "vp9";
}

/** A key frame as it lies in a film, and how it is shown. */
export interface FoundFrame {
  frame: FilmFrame;
  /** Seconds from the start. */
  at: number;
  /** Whether it is the one that is shown at the moment that was asked for. */
  isExact: boolean;
  /** Degrees clockwise, before it is flipped. */
  rotation: 0 | 90 | 180 | 270;
  isFlipped: boolean;
}

/** Times are rounded to milliseconds on their way here. */
const toleranceSeconds = 0.001;
/** Seconds in which the best frame is looked for. */
const searchedSeconds = 60;
/** Of a video that is nothing but key frames, those of ten seconds; a damaged file may name billions. */
const searchedFrames = 600;

/**
 * Finds a key frame. EFORMAT where there is none, ENOTSUP where players show none.
 * @param edits what players show of each track, by its number
 */
export async function findKeyFrame(
  film: Input,
  wanted: WantedFrame,
  edits: ReadonlyMap<number, TrackEdit> | undefined,
): Promise<FoundFrame> {
  const track = await videoIn(film);
  if (!track) throw damagedFilm();
  if (edits?.get(track.id)?.isMixed) {
    throw needsFfmpeg("A still of a video whose parts are put together by an edit list");
  }
  const packets = new EncodedPacketSink(track);
  const first = (await packets.getFirstPacket({ metadataOnly: true }))?.timestamp ?? 0;
  // An edit list hides what lies before 0, and what lies behind the end.
  const start = Math.max(0, first);
  const end = wanted.seconds === 0 ? Number.POSITIVE_INFINITY : start + wanted.seconds;
  const moment = start + wanted.at + toleranceSeconds;
  const from = wanted.search ? await best(packets, { from: moment, end }) : moment;
  const packet = await keyPacket(packets, { from, end });
  return {
    frame: { ...(await describe(track)), data: packet.data },
    at: Math.max(0, packet.timestamp - start),
    isExact: wanted.search || packet.timestamp + packet.duration > moment,
    rotation: await track.getRotation(),
    isFlipped: await track.getFlip(),
  };
}

/** Seconds of the file. */
interface Span {
  from: number;
  end: number;
}

/** The one that is shown last before a moment; else the first that is shown. */
async function keyPacket(packets: EncodedPacketSink, { from, end }: Span): Promise<EncodedPacket> {
  const verified = { verifyKeyPackets: true };
  let packet =
    (await packets.getKeyPacket(from, verified)) ?? (await packets.getFirstKeyPacket(verified));
  if (!packet) throw new Failure("EFORMAT", "The video holds no frame that stands for itself");
  for (let seen = 0; packet && isHidden(packet) && seen < searchedFrames; seen += 1) {
    packet = await packets.getNextKeyPacket(packet, verified);
  }
  if (packet && !isHidden(packet) && packet.timestamp < end) return packet;
  throw needsFfmpeg("A still of a video whose key frames are cut off by its edit list");
}

/** Whether no player shows it. */
function isHidden({ timestamp }: EncodedPacket): boolean {
  return timestamp < -toleranceSeconds;
}

/** When the one begins that took most bytes to write: neither black nor blurred. */
async function best(packets: EncodedPacketSink, { from, end }: Span): Promise<number> {
  const light = { metadataOnly: true };
  let packet =
    (await packets.getKeyPacket(from, light)) ?? (await packets.getFirstKeyPacket(light));
  let found = packet;
  for (let seen = 0; packet && seen < searchedFrames; seen += 1) {
    if (packet.timestamp >= Math.min(from + searchedSeconds, end)) break;
    if (!found || isHidden(found) || packet.byteLength > found.byteLength) found = packet;
    packet = await packets.getNextKeyPacket(packet, light);
  }
  return (found?.timestamp ?? from) + toleranceSeconds;
}

async function describe(track: InputVideoTrack): Promise<Omit<FilmFrame, "data">> {
  const codec = await track.getCodec();
  const decoder = await track.getDecoderConfig();
  if (!decoder || !isStill(codec)) throw needsFfmpeg("A still of this video");
  const { description } = decoder;
  return {
    codec,
    width: await track.getCodedWidth(),
    height: await track.getCodedHeight(),
    ...(description ? { description: sourceBytes(description) } : {}),
    codecName: decoder.codec,
    colour: colourOf(await track.getColorSpace()),
  };
}

function isStill(codec: string | null): codec is FilmFrame["codec"] {
  return codec === "vp8" || codec === "vp9" || codec === "av1" || codec === "hevc";
}

/** What is not told is taken for that of standard definition, as by FFmpeg. */
function colourOf({ matrix, fullRange }: VideoColorSpaceInit): FrameColour {
  return { matrix: matrices[matrix ?? ""] ?? 6, isFullRange: fullRange ?? false };
}

const matrices: Readonly<Record<string, number>> = {
  rgb: 0,
  bt709: 1,
  bt470bg: 5,
  smpte170m: 6,
  "bt2020-ncl": 9,
};
