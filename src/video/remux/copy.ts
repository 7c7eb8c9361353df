import {
  type EncodedPacket,
  FilePathTarget,
  type InputAudioTrack,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from "mediabunny";
import type { RemuxPlan } from "../plan/remux.ts";
import { type MediaFile, packetsFrom } from "./media-file.ts";
import { type KeptTrack, keepParts } from "./parts.ts";
import { audioSource, fill, videoSource } from "./sources.ts";

/** A track that is written: its packets come one after the other, at the times of the new file. */
interface Feed {
  next: IteratorResult<EncodedPacket>;
  add(packet: EncodedPacket): Promise<void>;
  packets: AsyncGenerator<EncodedPacket>;
}

/** So many packets are written before it is said again how much is done. */
const packetsBetweenReports = 200;

/** Writes a file of the packets of another. ENOTSUP where a frame of it would have to be made. */
export async function copyStreams(
  media: MediaFile,
  plan: RemuxPlan,
  file: string,
  progress: (part: number) => void,
): Promise<void> {
  const { video, audio, base } = await keepParts(media, plan);
  const isMp4 = plan.muxer === "mp4";
  const output = new Output({
    format: isMp4 ? new Mp4OutputFormat({ fastStart: "reserve" }) : new WebMOutputFormat(),
    target: new FilePathTarget(file),
  });
  // WebM has no times before its start, and MP4 leaves out what lies there.
  const earliest = Math.min(0, ...[video, audio].flatMap((kept) => (kept ? kept.from - base : [])));
  const shift = base + (isMp4 ? 0 : earliest);
  const add = [
    video && (await addVideo(output, video)),
    audio && (await addAudio(output, audio)),
  ].filter((each) => each !== undefined);
  await fill(output, async () => {
    const feeds: Feed[] = [];
    for (const { kept, ...feed } of add) {
      const packets = shifted(kept, shift);
      feeds.push({ ...feed, packets, next: await packets.next() });
    }
    const total = add.reduce((sum, { kept }) => sum + kept.past - kept.first, 0);
    for (let written = 0; ; written += 1) {
      const feed = earliestOf(feeds);
      if (!feed || feed.next.done) break;
      await feed.add(feed.next.value);
      feed.next = await feed.packets.next();
      if (written % packetsBetweenReports === 0) progress(written / total);
    }
  });
}

function earliestOf(feeds: readonly Feed[]): Feed | undefined {
  const time = ({ next }: Feed) => (next.done ? Number.POSITIVE_INFINITY : next.value.timestamp);
  return feeds.reduce<Feed | undefined>(
    (first, feed) => (first && time(first) <= time(feed) ? first : feed),
    undefined,
  );
}

async function addVideo(output: Output, kept: KeptTrack<InputVideoTrack>) {
  const transformationMatrix = await kept.track.getTransformationMatrix();
  const { source, add } = await videoSource(kept.track);
  output.addVideoTrack(source, {
    transformationMatrix,
    maximumPacketCount: kept.past - kept.first,
  });
  return { kept, add };
}

async function addAudio(output: Output, kept: KeptTrack<InputAudioTrack>) {
  const { source, add } = await audioSource(kept.track);
  output.addAudioTrack(source, { maximumPacketCount: kept.past - kept.first });
  return { kept, add };
}

/** The packets of a track at their times in the new file, without those that are shown before it begins. */
async function* shifted(
  { track, packets, first, past, from, until, lastFrame }: KeptTrack,
  shift: number,
): AsyncGenerator<EncodedPacket> {
  let i = first;
  for await (const packet of packetsFrom(track, packets, { first, past })) {
    i += 1;
    if (packet.timestamp < from) continue;
    // The one that is decoded last tells MP4 how long the last one is shown.
    const isLast = packet.timestamp === lastFrame || i === past;
    const duration = isLast ? until - lastFrame : packet.duration;
    yield packet.clone({ timestamp: packet.timestamp - shift, duration });
  }
}
