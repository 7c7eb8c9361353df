import { writeFile } from "node:fs/promises";
import { cacheKey } from "../../cache/cache-key.ts";
import { versionKey } from "../../cache/original.ts";
import { createSingleFlight } from "../../cache/single-flight.ts";
import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import { printTransformation } from "../../url/transformation.ts";
import type { Running } from "../../video/engine.ts";
import { planStreamCopy } from "../../video/plan/remux.ts";
import type { GrowingFile } from "../../video/run-tool.ts";
import type { CopiedStream } from "../../video/stream/copied.ts";
import { copiedManifest, copiedMaster, copiedPlaylist } from "../../video/stream/copied-lists.ts";
import { withoutCodecs } from "../../video/stream/ladder.ts";
import { copiedKind, mediaTypeOf } from "../../video/stream/stream-file.ts";
import type { RenderInputs } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import { createClipWork, type Waits } from "./clip-work.ts";
import { type MadeFile, makeFile } from "./made-file.ts";
import { linkFrom } from "./stream-link.ts";
import type { WantedStream } from "./wanted-stream.ts";

/** Where the segments of a stream lie is small, and asked again for each of them. */
const rememberedStreams = 200;

/** Makes streams of what originals hold, without decoding it: segments are cut at their key frames. */
export function createCopiedStreams(services: MakerServices & { inputs: RenderInputs }) {
  const { disk, limits, video } = services;
  const workOf = createClipWork(services);
  const streams = createLru<CopiedStream>(rememberedStreams);
  const flights = createSingleFlight<CopiedStream>();

  return async function make(
    wanted: WantedStream,
    waits: Waits,
    running: Running,
  ): Promise<MadeFile> {
    const { request, original, facts, file } = wanted;
    const source = { file: original.file, demuxer: facts.demuxer };
    const link = linkFrom(request);
    const stream = await describe(wanted, waits, running);
    if (file.kind === "master") {
      return keep(file.as === "hls" ? copiedMaster(stream, link) : copiedManifest(stream, link));
    }
    const kind = copiedKind(file.track);
    const track = kind && stream[kind];
    if (!track) throw new Failure("ENOENT", `The stream has no track \`${file.track}\``);
    if (file.kind === "playlist") return keep(copiedPlaylist(stream, kind, link));
    if (file.kind === "init") {
      return write((output) => {
        const job = { do: "init", source, kind, output: output.file } as const;
        return video.remux<"init">(job, output, running);
      });
    }
    const segment = track.segments[file.index];
    if (!segment) {
      throw new Failure("ENOENT", `The stream has ${track.segments.length} segments`);
    }
    const plan = { kind, base: stream.base, segment };
    return write((output) => {
      const job = { do: "segment", source, plan, output: output.file } as const;
      return video.remux<"segment">(job, output, running);
    });

    function keep(text: string): Promise<MadeFile> {
      return makeFile(disk, { contentType: mediaTypeOf(file), layers: [] }, async (pending) => {
        pending.allow(Buffer.byteLength(text));
        await writeFile(pending.file, text);
      });
    }

    function write(work: (output: GrowingFile) => Promise<unknown>): Promise<MadeFile> {
      return makeFile(disk, { contentType: mediaTypeOf(file), layers: [] }, async (pending) => {
        await work({ ...pending, maxBytes: limits.videoBytes });
      });
    }
  };

  /** Where its segments lie. ENOTSUP where a frame would have to be made. */
  async function describe(
    { request, original, facts }: WantedStream,
    waits: Waits,
    running: Running,
  ): Promise<CopiedStream> {
    const transformation = withoutCodecs(request.transformation ?? [{}]);
    const key = cacheKey("copied", versionKey(original), printTransformation(transformation));
    const known = streams.get(key);
    if (known) return known;
    const work = await workOf({ transformation, facts, path: "stream.mp4" }, waits);
    try {
      const plan = planStreamCopy(work.plan, facts);
      const source = { file: original.file, demuxer: facts.demuxer };
      const stream = await flights(
        key,
        (signal) =>
          video.remux<"stream">({ do: "stream", source, plan }, undefined, { ...running, signal }),
        running.signal,
      );
      streams.set(key, stream);
      return stream;
    } finally {
      work.release();
    }
  }
}
