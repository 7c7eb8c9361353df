import {
  type EncodedPacket,
  EncodedPacketSink,
  type Input,
  type InputAudioTrack,
  type InputVideoTrack,
} from "mediabunny";
import { Failure } from "../../failure.ts";
import { editsOf, type TrackEdit, wholeTrack } from "../../render/engine/film/edits.ts";
import { damagedFilm } from "../../render/engine/film/film-file.ts";
import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";
import type { RemuxSource } from "./job.ts";

export type AnyTrack = InputVideoTrack | InputAudioTrack;

/** A file whose streams are read without decoding them. */
export interface MediaFile {
  video: MediaTrack<InputVideoTrack> | undefined;
  audio: MediaTrack<InputAudioTrack> | undefined;
}

export interface MediaTrack<T extends AnyTrack> {
  track: T;
  edit: TrackEdit;
}

/** Those of two hours at 60 frames a second, with some to spare: each takes half a kilobyte. */
const mostPackets = 600_000;

/** The first video and the first sound of a file, as FFmpeg takes them. */
export async function mediaIn(film: Input, { file, demuxer }: RemuxSource): Promise<MediaFile> {
  const [video] = await film.getVideoTracks();
  const [audio] = await film.getAudioTracks();
  if (!video && !audio) throw damagedFilm();
  const edits = demuxer === "mov" ? await editsOf(file) : new Map<number, TrackEdit>();
  if (!edits) throw needsFfmpeg("A file whose index is unusual");
  return {
    video: video && { track: video, edit: edits.get(video.id) ?? wholeTrack },
    audio: audio && { track: audio, edit: edits.get(audio.id) ?? wholeTrack },
  };
}

/** All that a track is made of, without its data, in the order in which it is decoded. */
export async function packetsOf(track: AnyTrack): Promise<EncodedPacket[]> {
  const packets: EncodedPacket[] = [];
  const sink = new EncodedPacketSink(track);
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    packets.push(packet);
    if (packets.length > mostPackets) throw new Failure("ELIMIT", "The file holds too many frames");
  }
  return packets;
}

/** Those from one place to another, with their data. */
export async function* packetsFrom(
  track: AnyTrack,
  packets: readonly EncodedPacket[],
  { first, past }: { first: number; past: number },
): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(track);
  const before = packets[first - 1];
  let packet = before ? await sink.getNextPacket(before) : await sink.getFirstPacket();
  for (let i = first; packet && i < past; i += 1) {
    yield packet;
    packet = i + 1 < past ? await sink.getNextPacket(packet) : null;
  }
}
