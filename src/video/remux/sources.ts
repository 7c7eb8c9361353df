import {
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedVideoPacketSource,
  type InputAudioTrack,
  type InputVideoTrack,
  type Output,
} from "mediabunny";
import { Failure } from "../../failure.ts";

/** Hands the packets of a track to a muxer, with what a decoder is told of them. */
export async function videoSource(track: InputVideoTrack) {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (!codec || !decoderConfig) throw unknownCodec();
  const source = new EncodedVideoPacketSource(codec);
  const add = (packet: EncodedPacket) => source.add(packet, { decoderConfig });
  return { source, add, decoderConfig };
}

/** The same of sound. */
export async function audioSource(track: InputAudioTrack) {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (!codec || !decoderConfig) throw unknownCodec();
  const source = new EncodedAudioPacketSource(codec);
  const add = (packet: EncodedPacket) => source.add(packet, { decoderConfig });
  return { source, add, decoderConfig };
}

/** Fills a file; what is left open where that fails ends with the process. */
export async function fill(output: Output, write: () => Promise<void>): Promise<void> {
  await output.start();
  await write();
  await output.finalize();
}

function unknownCodec(): Failure {
  return new Failure("EFORMAT", "The file does not say how its frames are decoded");
}
