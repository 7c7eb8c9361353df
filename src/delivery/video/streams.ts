import { readFile, writeFile } from "node:fs/promises";
import { cacheKey } from "../../cache/cache-key.ts";
import type { PendingFile } from "../../cache/disk.ts";
import { hashOf } from "../../cache/integrity.ts";
import type { Original } from "../../cache/originals.ts";
import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import { printTransformation } from "../../url/transformation.ts";
import type { Running, Waiting } from "../../video/engine.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { codecOf, soundSegment, startOf, videoSegment } from "../../video/stream/boxes.ts";
import { dashManifest } from "../../video/stream/dash.ts";
import { hlsMaster, hlsPlaylist } from "../../video/stream/hls.ts";
import { bitRateOf, distinct, inRung, ladderOf } from "../../video/stream/ladder.ts";
import { type PiecePlan, soundPiece, timedFrames } from "../../video/stream/piece-command.ts";
import type { Stream } from "../../video/stream/stream.ts";
import {
  mediaTypeOf,
  readStreamFile,
  type StreamFile,
  type Track,
} from "../../video/stream/stream-file.ts";
import {
  framesOf,
  type Span,
  soundFrameSamples,
  soundFramesOf,
  timingOf,
} from "../../video/stream/timing.ts";
import { withoutTools } from "../../video/tools.ts";
import type { LayerFiles } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import type { DeliveryRequest } from "../request.ts";
import { createClipWork } from "./clip-work.ts";
import { checkVideoBytes, type ReadMedia } from "./media.ts";
import { linkFrom } from "./stream-link.ts";

/** A file of a stream that is to be made of an original. */
export interface WantedStream {
  request: DeliveryRequest;
  original: Original;
  facts: MediaFacts;
  file: StreamFile;
}

interface MadeFile {
  pending: PendingFile;
  hash: string;
  contentType: string;
  layers: LayerFiles["layers"];
}

/** What a player reads first of a track is small, and asked for again by each list that names it. */
const rememberedStarts = 1_000;

/**
 * Makes streams file by file, each when it is asked for: the lists are known from the length of the
 * video, so that playing starts with the first segment, wherever the player begins.
 */
export function createStreams(services: MakerServices & { readMedia: ReadMedia }) {
  const { disk, limits, video, jobs, readMedia } = services;
  const workOf = createClipWork(services);
  const starts = createLru<Buffer>(rememberedStarts);

  return {
    /** The file of a stream that a request asks for; undefined for anything else. */
    async wanted(
      request: DeliveryRequest,
      original: Original,
      waiting: Waiting,
    ): Promise<WantedStream | undefined> {
      const { view } = request.address;
      if (view?.kind !== "stream") return undefined;
      const file = readStreamFile(view.file);
      if (!file) throw new Failure("ENOENT", `A stream has no file \`${view.file}\``);
      ladderOf(request.transformation ?? []);
      if (!video.isAvailable) throw withoutTools("A stream");
      const facts = await readMedia(original, waiting, true);
      if (facts?.video && !facts.video.isCover) return { request, original, facts, file };
      throw new Failure(
        "ENOTSUP",
        "A stream is made of a video or of a GIF, and this file is neither",
      );
    },

    /** Makes it, however long that takes; it is told to the job list, by which it can be stopped. */
    make(
      wanted: WantedStream,
      find: (path: string) => Promise<Original>,
      client: string | undefined,
    ): Promise<MadeFile> {
      const { request, original } = wanted;
      const { view, path } = request.address;
      const name = view && "file" in view ? view.file : "";
      const about = { path: `${path}/${name}`, transformation: request.asked };
      return jobs.run(about, async (running) => {
        const release = disk.pin(original.key);
        try {
          checkVideoBytes(original, limits);
          return await makeNow(wanted, { find, client, signal: running.signal }, running);
        } finally {
          release();
        }
      });
    },
  };

  async function makeNow(
    wanted: WantedStream,
    waits: Parameters<typeof workOf>[1],
    running: Running,
  ): Promise<MadeFile> {
    const { request, file } = wanted;
    const ladder = ladderOf(request.transformation ?? []);
    const link = linkFrom(request);
    if (file.kind === "master") {
      const { stream, layers } = await describe(wanted, waits, running);
      const text = file.as === "hls" ? hlsMaster(stream, link) : dashManifest(stream, link);
      return keep(Buffer.from(text), file, layers);
    }
    const { track } = file;
    const isThere = track === "audio" ? wanted.facts.audio !== undefined : ladder.includes(track);
    if (!isThere) throw new Failure("ENOENT", `The stream has no track \`${track}\``);
    const piece = await pieceOf(wanted, track, waits);
    try {
      if (file.kind === "playlist") {
        return await keep(Buffer.from(hlsPlaylist(piece.timing, track, link)), file, piece.layers);
      }
      const bytes =
        file.kind === "start"
          ? await piece.start(running)
          : await piece.segment(file.index, running);
      return await keep(bytes, file, piece.layers);
    } finally {
      piece.release();
    }
  }

  /** All sizes of a stream, with what their encoder says of them. */
  async function describe(
    wanted: WantedStream,
    waits: Parameters<typeof workOf>[1],
    running: Running,
  ): Promise<{ stream: Stream; layers: LayerFiles["layers"] }> {
    const ladder = ladderOf(wanted.request.transformation ?? []);
    const pieces = [];
    try {
      for (const rung of ladder) pieces.push({ rung, ...(await pieceOf(wanted, rung, waits)) });
      const rungs = [];
      for (const { rung, size, bitRate, start } of distinct(pieces)) {
        rungs.push({ rung, size, bitRate, codec: codecOf(await start(running)) });
      }
      const [{ timing, layers, channels }] = pieces as [(typeof pieces)[0]];
      const sound = channels === undefined ? {} : { sound: { channels } };
      return { stream: { timing, rungs, ...sound }, layers };
    } finally {
      for (const { release } of pieces) release();
    }
  }

  /** A track of a stream, of which nothing is made yet. */
  async function pieceOf(
    { request, original, facts }: WantedStream,
    track: Track,
    waits: Parameters<typeof workOf>[1],
  ) {
    const { transformation = [{}] } = request;
    const rung = track === "audio" ? (ladderOf(transformation)[0] ?? 240) : track;
    const steps = inRung(transformation, rung);
    const work = await workOf(
      { transformation: steps, facts, path: "stream.mp4", input: timedFrames },
      waits,
    );
    const { plan, graph, layers } = work;
    const { video: images, audio } = plan;
    if (!images) throw new Failure("EFORMAT", "The file holds no video");
    const timing = timingOf(plan, facts.video?.frameRate ?? 25);
    const bitRate = bitRateOf(rung);
    const source = { file: original.file, facts };

    const planOf = (frames: Span, isStart: boolean): PiecePlan =>
      track === "audio"
        ? soundPiece(plan.start, frames, audio?.channels ?? 2, isStart)
        : { kind: "video", stream: images.stream, start: plan.start, timing, frames, bitRate };

    async function write(piece: PiecePlan, running: Running): Promise<Buffer> {
      const draft = disk.pendingFile();
      try {
        const overlays = track === "audio" ? [] : await work.overlays();
        const output = { ...draft, maxBytes: limits.videoBytes };
        await video.piece({ piece, graph, source, overlays }, output, running);
        return await readFile(draft.file);
      } finally {
        draft.discard();
      }
    }

    return {
      timing,
      size: images.size,
      bitRate,
      channels: audio?.channels,
      layers,
      release: work.release,

      async start(running: Running): Promise<Buffer> {
        const key = cacheKey(
          "start",
          original.key,
          original.meta.hash,
          printTransformation(steps),
          track,
        );
        const known = starts.get(key);
        if (known) return known;
        const bytes = startOf(await write(planOf({ first: 0, count: 1 }, true), running));
        starts.set(key, bytes);
        return bytes;
      },

      async segment(index: number, running: Running): Promise<Buffer> {
        if (index >= timing.segments) {
          throw new Failure("ENOENT", `The stream has ${timing.segments} segments`);
        }
        if (track !== "audio") {
          const frames = framesOf(timing, index);
          const bytes = await write(planOf(frames, false), running);
          return videoSegment(bytes, { index, time: frames.first * timing.frameTicks });
        }
        const frames = soundFramesOf(timing, index);
        const piece = soundPiece(plan.start, frames, audio?.channels ?? 2, false);
        const { lead } = piece;
        const place = { index, time: frames.first * soundFrameSamples };
        return soundSegment(await write(piece, running), { lead, count: frames.count }, place);
      },
    };
  }

  async function keep(
    bytes: Buffer,
    file: StreamFile,
    layers: LayerFiles["layers"],
  ): Promise<MadeFile> {
    const pending = disk.pendingFile();
    try {
      pending.allow(bytes.length);
      await writeFile(pending.file, bytes);
      const hash = await hashOf(pending.file);
      if (hash === undefined) throw new Failure("EBUSY", "The file is gone: the disk may be full");
      return { pending, hash, contentType: mediaTypeOf(file), layers };
    } catch (error) {
      pending.discard();
      throw error;
    }
  }
}
