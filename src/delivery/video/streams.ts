import { writeFile } from "node:fs/promises";
import type { Original } from "../../cache/original.ts";
import { Failure } from "../../failure.ts";
import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";
import type { Passthrough } from "../../render/plan/plan.ts";
import type { Running, Waiting } from "../../video/engine.ts";
import { containerOf } from "../../video/read-file.ts";
import { codecOf } from "../../video/stream/boxes.ts";
import { dashManifest } from "../../video/stream/dash.ts";
import { hlsMaster, hlsPlaylist } from "../../video/stream/hls.ts";
import { distinct, ladderOf } from "../../video/stream/ladder.ts";
import type { Stream } from "../../video/stream/stream.ts";
import {
  isMade,
  mediaTypeOf,
  readStreamFile,
  type StreamFile,
} from "../../video/stream/stream-file.ts";
import type { LayerFiles, RenderInputs } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import type { DeliveryRequest } from "../request.ts";
import type { Waits } from "./clip-work.ts";
import type { JobWaits } from "./clips.ts";
import { createCopiedStreams } from "./copied-streams.ts";
import { type MadeFile, makeFile } from "./made-file.ts";
import type { ReadMedia } from "./media.ts";
import { linkFrom } from "./stream-link.ts";
import { createStreamTracks } from "./stream-tracks.ts";
import type { WantedStream } from "./wanted-stream.ts";

/**
 * Makes streams file by file, each when it is asked for: the lists are known from the length of the
 * video, so that playing starts with the first segment, wherever the player begins.
 */
export function createStreams(
  services: MakerServices & { readMedia: ReadMedia; inputs: RenderInputs },
) {
  const { disk, video, jobs, readMedia } = services;
  const trackOf = createStreamTracks(services);
  const makeCopied = createCopiedStreams(services);

  return {
    /** The file of a stream that a request asks for; undefined for anything else. */
    async wanted(
      request: DeliveryRequest,
      original: Original,
      waiting: Waiting,
    ): Promise<WantedStream | Passthrough | undefined> {
      const { view } = request.address;
      if (view?.kind !== "stream") return undefined;
      const file = readStreamFile(view.file);
      if (!file) throw new Failure("ENOENT", `A stream has no file \`${view.file}\``);
      const isOther = original.meta.format === undefined && !(await containerOf(original.file));
      // Another service's URL may name a list that lies there as a file.
      if (isOther && request.compat && file.kind === "master") {
        return { original: true, because: "it is no video" };
      }
      const needsTools = file.kind !== "master" && isMade(file.track);
      if (needsTools && !video.isAvailable) {
        throw needsFfmpeg("A stream in other sizes than its own");
      }
      const facts = await readMedia(original, waiting, true);
      if (facts?.video && !facts.video.isCover) return { request, original, facts, file };
      throw new Failure(
        "ENOTSUP",
        "A stream is made of a video or of a GIF, and this file is neither",
      );
    },

    /** Makes it, however long that takes; it is told to the job list, by which it can be stopped. */
    make(wanted: WantedStream, { purged, ...waits }: JobWaits): Promise<MadeFile> {
      const { request } = wanted;
      const { view, path } = request.address;
      const name = view && "file" in view ? view.file : "";
      const about = { path: `${path}/${name}`, transformation: request.asked };
      return jobs.run(
        about,
        (running) => makeNow(wanted, { ...waits, signal: running.signal }, running),
        purged,
      );
    },
  };

  async function makeNow(wanted: WantedStream, waits: Waits, running: Running): Promise<MadeFile> {
    const { request, file } = wanted;
    const link = linkFrom(request);
    if (file.kind === "master") {
      if (!video.isAvailable) return makeCopied(wanted, waits, running);
      const { stream, layers } = await describe(wanted, waits, running);
      const text = file.as === "hls" ? hlsMaster(stream, link) : dashManifest(stream, link);
      return keep(Buffer.from(text), file, layers);
    }
    const { track } = file;
    if (!isMade(track)) return makeCopied(wanted, waits, running);
    const absent = new Failure("ENOENT", `The stream has no track \`${track}\``);
    const ladder = ladderOf(request.transformation ?? []);
    if (track !== "audio" && !ladder.includes(track)) throw absent;
    const made = await trackOf(wanted, track, waits);
    try {
      if (track === "audio" && made.channels === undefined) throw absent;
      if (file.kind === "playlist") {
        return await keep(Buffer.from(hlsPlaylist(made.timing, track, link)), file, made.layers);
      }
      const bytes =
        file.kind === "init" ? await made.init(running) : await made.segment(file.index, running);
      return await keep(bytes, file, made.layers);
    } finally {
      made.release();
    }
  }

  /** All sizes of a stream, with what their encoder says of them. */
  async function describe(
    wanted: WantedStream,
    waits: Waits,
    running: Running,
  ): Promise<{ stream: Stream; layers: LayerFiles["layers"] }> {
    const ladder = ladderOf(wanted.request.transformation ?? []);
    const tracks = [];
    try {
      for (const rung of ladder) tracks.push({ rung, ...(await trackOf(wanted, rung, waits)) });
      const rungs = [];
      for (const { rung, size, bitRate, init } of distinct(tracks)) {
        rungs.push({ rung, size, bitRate, codec: codecOf(await init(running)) });
      }
      const [{ timing, layers, channels }] = tracks as [(typeof tracks)[0]];
      const sound = channels === undefined ? {} : { sound: { channels } };
      return { stream: { timing, rungs, ...sound }, layers };
    } finally {
      for (const { release } of tracks) release();
    }
  }

  function keep(bytes: Buffer, file: StreamFile, layers: LayerFiles["layers"]): Promise<MadeFile> {
    return makeFile(disk, { contentType: mediaTypeOf(file), layers }, async (pending) => {
      pending.allow(bytes.length);
      await writeFile(pending.file, bytes);
    });
  }
}
