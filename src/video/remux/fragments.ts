import {
  BufferTarget,
  CmafOutputFormat,
  EncodedPacketSink,
  FilePathTarget,
  NullTarget,
  Output,
  type Target,
} from "mediabunny";
import { Failure } from "../../failure.ts";
import type { RemuxPlan } from "../plan/remux.ts";
import {
  audioSegments,
  type CopiedKind,
  type CopiedStream,
  videoSegments,
} from "../stream/copied.ts";
import type { SegmentPlan } from "./job.ts";
import type { AnyTrack, MediaFile } from "./media-file.ts";
import { keepParts } from "./parts.ts";
import { audioSource, fill, videoSource } from "./sources.ts";

/** Units of time in a second of images: those of the muxer. */
const videoTimescale = 57_600;
const roundingSeconds = 0.001;

/** What a stream of a file's own streams would be. ENOTSUP where key frames are too far apart. */
export async function describeStream(
  media: MediaFile,
  plan: Omit<RemuxPlan, "muxer">,
): Promise<CopiedStream> {
  const { video, audio, base } = await keepParts(media, plan);
  if (!video) throw new Failure("EFORMAT", "The file holds no video");
  const segments = videoSegments(video.packets, video);
  const { averagePacketRate } = await video.track.computePacketStats(120);
  const stream: CopiedStream = {
    base,
    video: {
      codec: await codecOf(video.track),
      timescale: videoTimescale,
      segments,
      width: await video.track.getDisplayWidth(),
      height: await video.track.getDisplayHeight(),
      frameRate: averagePacketRate,
    },
  };
  if (!audio) return stream;
  // Fragments have no times before the start.
  const heard = audio.packets.findIndex(({ timestamp }) => timestamp >= base - roundingSeconds);
  const sounds = { ...audio, first: Math.max(audio.first, heard) };
  stream.audio = {
    codec: await codecOf(audio.track),
    timescale: await audio.track.getSampleRate(),
    segments: audioSegments(audio.packets, sounds, segments),
    channels: await audio.track.getNumberOfChannels(),
  };
  return stream;
}

/** The initialization segment of a track. */
export async function writeInit(media: MediaFile, kind: CopiedKind, file: string): Promise<void> {
  const { track } = trackOf(media, kind);
  const { output } = await fragmented(track, new FilePathTarget(file), new NullTarget());
  await fill(output, async () => {});
}

/** One segment of a track, at its place in the stream. */
export async function writeSegment(
  media: MediaFile,
  { kind, base, segment }: SegmentPlan,
  file: string,
): Promise<void> {
  const { track } = trackOf(media, kind);
  const { output, add } = await fragmented(track, new BufferTarget(), new FilePathTarget(file));
  await fill(output, async () => {
    const sink = new EncodedPacketSink(track);
    const { start, seconds, packets } = segment;
    const read = kind === "video" ? sink.getKeyPacket(start) : sink.getPacket(start);
    let packet = await read;
    if (packet?.timestamp !== start) {
      throw new Failure("EFORMAT", "Nothing can be read of this part of the file");
    }
    for (let i = 0; packet && i < packets; i += 1) {
      if (packet.timestamp >= start) {
        const left = start + seconds - packet.timestamp;
        const duration = Math.max(0, Math.min(packet.duration, left));
        const timestamp = Math.max(0, packet.timestamp - base);
        await add(packet.clone({ timestamp, duration }));
      }
      packet = await sink.getNextPacket(packet);
    }
  });
}

function trackOf(media: MediaFile, kind: CopiedKind): { track: AnyTrack } {
  const found = media[kind];
  if (!found) throw new Failure("EFORMAT", "The file has no such stream");
  return found;
}

async function fragmented(track: AnyTrack, init: Target, target: Target) {
  const output = new Output({ format: new CmafOutputFormat(), initTarget: init, target });
  if (track.isVideoTrack()) {
    const { source, add, decoderConfig } = await videoSource(track);
    const transformationMatrix = await track.getTransformationMatrix();
    output.addVideoTrack(source, { transformationMatrix, decoderConfig });
    return { output, add };
  }
  const { source, add, decoderConfig } = await audioSource(track);
  output.addAudioTrack(source, { decoderConfig });
  return { output, add };
}

/** As our fragments have it: parameters of HEVC stand in their head. */
async function codecOf(track: AnyTrack): Promise<string> {
  const codec = await track.getCodecParameterString();
  if (codec === null) throw new Failure("EFORMAT", "The file does not say how it is decoded");
  return codec.replace(/^hev1/, "hvc1").replace(/^avc3/, "avc1");
}
