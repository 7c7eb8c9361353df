import {
  type EncodedPacket,
  EncodedPacketSink,
  type InputAudioTrack,
  type InputVideoTrack,
} from "mediabunny";
import { Failure } from "../../failure.ts";
import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";
import { sourceBytes } from "../../render/engine/film/source-bytes.ts";
import { cutAudio, cutVideo, type KeptPackets } from "../plan/key-frame-cut.ts";
import type { RemuxPlan } from "../plan/remux.ts";
import { type AnyTrack, type MediaFile, type MediaTrack, packetsOf } from "./media-file.ts";

/** The packets of a track that are kept of it. */
export interface KeptTrack<T extends AnyTrack = AnyTrack> extends KeptPackets {
  track: T;
  packets: EncodedPacket[];
  /** When the packet is shown that is shown last. */
  lastFrame: number;
}

/** All that is kept of a file. */
interface KeptParts {
  video: KeptTrack<InputVideoTrack> | undefined;
  audio: KeptTrack<InputAudioTrack> | undefined;
  /** The second of the original at which the new file begins. */
  base: number;
}

/** Chooses the packets of a part of a file. ENOTSUP where a frame would have to be made. */
export async function keepParts(
  media: MediaFile,
  plan: Omit<RemuxPlan, "muxer">,
): Promise<KeptParts> {
  const video = plan.video ? media.video : undefined;
  const audio = plan.audio ? media.audio : undefined;
  const origin = await originOf(media);
  const start = origin + plan.start;
  const end = origin + (plan.end ?? Number.POSITIVE_INFINITY);
  const images = video && (await keep(video, { start, end, origin }, cutVideo));
  if (images) await checkKeyFrame(images);
  // What is heard begins with what is seen.
  const from = images && start > origin ? images.from : start;
  const sounds = audio && (await keep(audio, { start: from, end, origin }, cutAudio));
  const base = start > origin ? (images ?? sounds)?.from : origin;
  if (base === undefined || (!images && sounds?.first === sounds?.past)) {
    throw new Failure("EFORMAT", "Nothing can be read of this part of the file");
  }
  return {
    video: images,
    audio: sounds && sounds.past > sounds.first ? sounds : undefined,
    base,
  };
}

/**
 * When a file begins, as FFmpeg has it: the recording of a broadcast may begin hours behind 0. What
 * lies before 0 is not shown.
 */
async function originOf({ video, audio }: MediaFile): Promise<number> {
  const tracks = [video?.track, audio?.track].filter((track) => track !== undefined);
  const firsts = await Promise.all(tracks.map((track) => track.getFirstTimestamp()));
  return Math.max(0, Math.min(...firsts));
}

async function keep<T extends AnyTrack>(
  { track, edit }: MediaTrack<T>,
  part: Parameters<typeof cutVideo>[1],
  cut: typeof cutVideo,
): Promise<KeptTrack<T>> {
  if (edit.isMixed) throw needsFfmpeg("A file whose parts are put together by an edit list");
  const packets = await packetsOf(track);
  if (packets.length === 0) throw new Failure("EFORMAT", "The file holds no frames");
  const kept = cut(packets, { ...part, end: Math.min(part.end, edit.end) });
  const times = packets.slice(kept.first, kept.past).map(({ timestamp }) => timestamp);
  const lastFrame = times.reduce((last, time) => Math.max(last, time), Number.NEGATIVE_INFINITY);
  return { track, packets, lastFrame, ...kept };
}

/**
 * What a file calls a key frame may be one from which a decoder recovers after a while, and a player
 * would show what is not whole.
 */
async function checkKeyFrame({ track, packets, first }: KeptTrack<InputVideoTrack>): Promise<void> {
  const before = packets[first - 1];
  if (!before) return;
  const read = await new EncodedPacketSink(track).getNextPacket(before);
  const config = await track.getDecoderConfig();
  const isWhole =
    (await track.getCodec()) === "avc"
      ? read && hasWholeFrame(read.data, config?.description)
      : read && (await track.determinePacketType(read)) !== "delta";
  if (!isWhole) throw needsFfmpeg("Cutting a video whose frames need earlier ones");
}

/** Whether a frame of H.264 begins anew, as its units say it. Source: ITU-T H.264, 7.4.1. */
function hasWholeFrame(
  data: Uint8Array,
  description: AllowSharedBufferSource | undefined,
): boolean {
  const config = description && sourceBytes(description);
  // Without a description units stand behind start codes, and a file of ours has none.
  if (!config || config.length < 5) return false;
  const lengthBytes = ((config[4] ?? 0) & 3) + 1;
  const frame = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at + lengthBytes < frame.length; ) {
    const length = frame.readUIntBE(at, lengthBytes);
    const type = (frame[at + lengthBytes] ?? 0) & 0x1f;
    if (type === wholeFrameUnit) return true;
    at += lengthBytes + length;
  }
  return false;
}

/** An IDR picture. */
const wholeFrameUnit = 5;
