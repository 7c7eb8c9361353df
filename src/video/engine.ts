import { availableParallelism } from "node:os";
import { Failure } from "../failure.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { moovOf } from "../render/engine/film/moov.ts";
import { needsFfmpeg } from "../render/engine/film/needs-ffmpeg.ts";
import type { Pool } from "../render/pool/pool.ts";
import { createExcerptReader, type ExcerptReader } from "./excerpt-reader.ts";
import type { FilmReader } from "./film-reader.ts";
import { writeFrame } from "./frame-writer.ts";
import { createLane, type Lane } from "./lane.ts";
import type { ClipPlan } from "./plan/clip.ts";
import { clipCommand, secondsWritten } from "./plan/clip-command.ts";
import type { Container } from "./plan/container.ts";
import { type MediaFacts, readFacts } from "./plan/facts.ts";
import type { FilterGraph } from "./plan/filters.ts";
import { hidesMedia } from "./plan/hidden-media.ts";
import { type CommandFiles, type Input, type OverlayFile, probeCommand } from "./plan/input.ts";
import { readPlainMp4 } from "./plan/plain-mp4.ts";
import type { StillPlan } from "./plan/still.ts";
import type { RemuxJob, RemuxResults } from "./remux/job.ts";
import { remux } from "./remux/remuxer.ts";
import { type GrowingFile, runTool, ToolError, type ToolRun } from "./run-tool.ts";
import { type PiecePlan, pieceCommand } from "./stream/piece-command.ts";
import type { VideoTools } from "./tools.ts";

/** How long a request waits for a piece of work. */
export interface Waiting {
  /** Milliseconds. */
  timeout: number;
  signal?: AbortSignal | undefined;
}

/** Looks into videos and makes images of them, in processes of FFmpeg; what needs none is done without. */
export interface VideoEngine {
  /** Whether there is an FFmpeg. */
  readonly isAvailable: boolean;
  /** What is in a file. ENOTSUP where only FFmpeg finds it, and there is none; EFORMAT for nothing. */
  probe(file: string, container: Container, waiting: Waiting): Promise<MediaFacts>;
  /** Makes a video: it waits for its turn, and outlives the request for it. */
  clip(work: ClipWork, output: GrowingFile, running: Running): Promise<void>;
  /** Makes a piece of a stream: it waits for its turn, and outlives the request for it. */
  piece(work: PieceWork, output: GrowingFile, running: Running): Promise<void>;
  /** Does what decodes nothing: it waits for its turn among what is made of videos. */
  remux<K extends RemuxJob["do"]>(
    job: Extract<RemuxJob, { do: K }>,
    output: GrowingFile | undefined,
    running: Running,
  ): Promise<RemuxResults[K]>;
  /** Writes the image that is embedded in a song, and names its format; undefined where there is none. */
  cover: FilmReader["cover"];
  /** Does both with files of which only some parts are there. */
  readonly excerpts: ExcerptReader;
  /** Writes one frame, and says what it lacks of what was asked for. */
  still(plan: StillPlan, source: Source, output: GrowingFile, waiting: Waiting): Promise<string[]>;
}

/** An original, and what is in it. */
interface Source {
  file: string;
  facts: MediaFacts;
}

/** All that a video is made of. */
interface ClipWork {
  plan: ClipPlan;
  graph: FilterGraph | undefined;
  source: Source;
  /** The graph's images, in its order. */
  overlays: readonly OverlayFile[];
}

/** All that a piece of a stream is made of. */
interface PieceWork extends Omit<ClipWork, "plan"> {
  piece: PiecePlan;
}

/** How a long piece of work is followed, and stopped. */
export interface Running {
  signal: AbortSignal;
  /** Hears that it has begun, and how much of it is done, from 0 to 1. */
  progress(part: number): void;
}

interface EngineOptions {
  tools: VideoTools | undefined;
  /** Reads videos where there are none. */
  films: FilmReader;
  /** Finds out which parts of a video are needed. */
  pool: Pick<Pool, "run">;
  limits: Pick<Limits, "sourcePixels">;
  /** Videos that are made at the same time. */
  jobs: number;
  /** Milliseconds for each of them. */
  timeout: number;
}

/**
 * Frames that are extracted at once: a client waits for each, as for an image, but the renderers are
 * not to be without a processor.
 */
const stillsAtOnce = 2;
const stillsWaiting = 100;
/** Videos that may wait to be made. */
const clipsWaiting = 100;
const piecesWaiting = 400;
/** Renderers get the processor before videos do, and streams before videos: they are looked at. */
const clipNiceness = 15;
const pieceNiceness = 10;

export function createVideoEngine(options: EngineOptions): VideoEngine {
  const { tools, films, pool, limits, jobs, timeout } = options;
  const stills = createLane({ atOnce: stillsAtOnce, waiting: stillsWaiting });
  const clips = createLane({ atOnce: jobs, waiting: clipsWaiting });
  // A stream is not to stand still until a long video is made.
  const pieces = createLane({ atOnce: jobs, waiting: piecesWaiting });
  const threads = Math.max(1, Math.floor(availableParallelism() / jobs));
  const share = { threads, seconds: Math.ceil((timeout / 1000) * threads) };
  const inputOf = (file: string, container: Pick<Container, "demuxer">): Input => ({
    file,
    container,
    maxPixels: limits.sourcePixels,
  });
  const need = (what: string): VideoTools => {
    if (tools) return tools;
    throw needsFfmpeg(what);
  };

  return {
    isAvailable: tools !== undefined,
    cover: films.cover,
    excerpts: createExcerptReader({ tools, films, pool, stills, limits }),

    async probe(file, container, waiting) {
      if (!tools) return films.probe(file, container, waiting);
      const { timeout, signal } = waiting;
      const command = tools.ffprobe;
      const index = container.demuxer === "mov" ? await moovOf(file) : undefined;
      const shortened = index && hidesMedia(index.moov) ? { isShortened: true as const } : {};
      const plain = index && readPlainMp4(index.moov, index.bytes);
      if (plain) return { ...plain, ...shortened };
      // What is over the owner's limit is refused by name, when its size is known.
      const maxPixels = Math.max(limits.sourcePixels, defaultLimits.sourcePixels);
      const args = probeCommand({ file, container, maxPixels });
      const look = () => readable(runTool({ command, args, timeout, niceness: 0, signal }));
      return { ...readFacts(await stills.run(look, signal), container.demuxer), ...shortened };
    },

    async still(plan, source, output, waiting) {
      if (!tools) return films.still(plan, source, output, waiting);
      const { file, facts } = source;
      const work = { ffmpeg: tools.ffmpeg, plan, input: inputOf(file, facts), output, ...waiting };
      const write = async () =>
        (await readable(writeFrame(work))) || readable(writeFrame(work, "last"));
      const isWritten = await stills.run(write, waiting.signal);
      if (!isWritten) throw new Failure("EFORMAT", "No frame of this video can be decoded there");
      return [];
    },

    async clip({ plan, graph, ...rest }, output, running) {
      const command = need("A video").ffmpeg;
      const args = clipCommand(plan, graph, filesOf(rest, output), share);
      const heard = (line: string) => {
        const seconds = secondsWritten(line);
        if (seconds !== undefined) running.progress(Math.min(1, seconds / plan.seconds));
      };
      await make(clips, { command, args, niceness: clipNiceness, output, heard }, running);
    },

    async remux<K extends RemuxJob["do"]>(
      job: Extract<RemuxJob, { do: K }>,
      output: GrowingFile | undefined,
      { signal, progress }: Running,
    ) {
      const isWhole = job.do === "copy";
      const niceness = isWhole ? clipNiceness : pieceNiceness;
      const files = output ? { output } : {};
      return (isWhole ? clips : pieces).run(() => {
        progress(0);
        return remux<K>(job, {
          ...files,
          timeout,
          niceness,
          signal,
          progress: isWhole ? progress : undefined,
        });
      }, signal);
    },

    async piece({ piece, graph, ...rest }, output, running) {
      const command = need("A stream").ffmpeg;
      const args = pieceCommand(piece, graph, filesOf(rest, output), share);
      await make(pieces, { command, args, niceness: pieceNiceness, output }, running);
    },
  };

  function filesOf(
    { source, overlays }: Pick<ClipWork, "source" | "overlays">,
    output: GrowingFile,
  ): CommandFiles {
    return { input: inputOf(source.file, source.facts), overlays, output: output.file };
  }

  /** Runs a long command when it is its turn. */
  async function make(
    lane: Lane,
    run: Omit<ToolRun, "timeout" | "signal">,
    { signal, progress }: Running,
  ): Promise<void> {
    await lane.run(async () => {
      progress(0);
      await readable(runTool({ ...run, timeout, signal }));
    }, signal);
  }
}

/**
 * What FFmpeg cannot read is the file's fault, unless it says that it is the server's; its own words
 * name paths of this machine.
 */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    const [, encoder] = /Unknown encoder '([\w-]+)'/.exec(cause.message) ?? [];
    if (encoder !== undefined) {
      const message = `The FFmpeg of this server was built without ${encoder}`;
      throw new Failure("ENOTSUP", message, { cause });
    }
    if (cause.message.includes("No space left on device")) {
      throw new Failure("EBUSY", "The disk of this server is full", { cause });
    }
    throw new Failure("EFORMAT", "FFmpeg cannot read this file", { cause });
  }
}
