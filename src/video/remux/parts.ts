import {
  type EncodedPacket,
  EncodedPacketSink,
  type InputAudioTrack,
  type InputVideoTrack,
} from "mediabunny";
import { Failure } from "../../failure.ts";
import { cutAudio, cutVideo, type KeptPackets } from "../plan/key-frame-cut.ts";
import { needsFfmpeg, type RemuxPlan } from "../plan/remux.ts";
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
  { start, end = Number.POSITIVE_INFINITY, ...wanted }: Omit<RemuxPlan, "muxer">,
): Promise<KeptParts> {
  const video = wanted.video ? media.video : undefined;
  const audio = wanted.audio ? media.audio : undefined;
  const images = video && (await keep(video, { start, end }, cutVideo));
  if (images) await checkKeyFrame(images);
  // What is heard begins with what is seen.
  const from = images && start > 0 ? images.from : start;
  const sounds = audio && (await keep(audio, { start: from, end }, cutAudio));
  const base = start > 0 ? (images ?? sounds)?.from : 0;
  if (base === undefined || (!images && sounds?.first === sounds?.past)) {
    throw new Failure("EFORMAT", "Nothing can be read of this part of the file");
  }
  return {
    video: images,
    audio: sounds && sounds.past > sounds.first ? sounds : undefined,
    base,
  };
}

async function keep<T extends AnyTrack>(
  { track, edit }: MediaTrack<T>,
  { start, end }: { start: number; end: number },
  cut: typeof cutVideo,
): Promise<KeptTrack<T>> {
  if (edit.isMixed) throw needsFfmpeg("A file whose parts are put together by an edit list");
  const packets = await packetsOf(track);
  if (packets.length === 0) throw new Failure("EFORMAT", "The file holds no frames");
  const kept = cut(packets, { start, end: Math.min(end, edit.end) });
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
  if (!isWhole) throw needsFfmpeg("To cut a video where its frames need those before them");
}

/** Whether a frame of H.264 begins anew, as its units say it. Source: ITU-T H.264, 7.4.1. */
function hasWholeFrame(
  data: Uint8Array,
  description: AllowSharedBufferSource | undefined,
): boolean {
  const config = description ? Buffer.from(toBytes(description)) : undefined;
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

function toBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
