import { defaultLimits } from "../limits.ts";
import type { ExcerptFindings, ExcerptLook } from "../render/engine/film/excerpt.ts";
import { moovOf } from "../render/engine/film/moov.ts";
import { missingOf, type Span } from "../render/engine/film/span.ts";
import type { Pool } from "../render/pool/pool.ts";
import { checkStill, type FilmReader } from "./film-reader.ts";
import { writeFrame } from "./frame-writer.ts";
import type { Lane } from "./lane.ts";
import type { Container } from "./plan/container.ts";
import { type MediaFacts, readFacts, spanOf, tellsOrder } from "./plan/facts.ts";
import { readH264Header } from "./plan/h264-header.ts";
import { probeCommand } from "./plan/input.ts";
import { readPlainMp4 } from "./plan/plain-mp4.ts";
import type { StillPlan } from "./plan/still.ts";
import { type GrowingFile, runTool } from "./run-tool.ts";
import type { VideoTools } from "./tools.ts";

interface Waiting {
  /** Milliseconds. */
  timeout: number;
  signal?: AbortSignal | undefined;
}

/** A file as long as an original, of which some bytes are there and the others are zeros. */
interface ExcerptSource {
  file: string;
  /** Bytes of the original. */
  bytes: number;
  present: readonly Span[];
  /** Whether it was found before that nothing is missing. */
  isComplete?: boolean;
}

/** Bytes that have to be there first. */
export interface Missing {
  missing: Span;
  /** Whether nothing else is missing. */
  isAll?: true | undefined;
}

/**
 * Reads videos of which only the parts that are needed are there. What it says is what would be said of the
 * whole; where that is not sure, it fails.
 */
export interface ExcerptReader {
  /** Whether parts of such a file may be enough. */
  reads(container: Container): boolean;
  probe(
    source: ExcerptSource,
    container: Container,
    waiting: Waiting,
  ): Promise<Missing | { facts: MediaFacts }>;
  still(
    plan: StillPlan,
    source: ExcerptSource & { facts: MediaFacts },
    output: GrowingFile,
    waiting: Waiting,
  ): Promise<Missing | { lacks: string[] }>;
}

interface ExcerptReaderOptions {
  tools: VideoTools | undefined;
  films: FilmReader;
  pool: Pick<Pool, "run">;
  stills: Lane;
  limits: { sourcePixels: number };
}

/** Of Matroska, FFmpeg reads some frames from the start to find out what the index does not tell. */
const matroskaHeadBytes = 1024 * 1024;

const notSure = () => new Error("Parts of this video do not tell all that the whole does");

export function createExcerptReader(options: ExcerptReaderOptions): ExcerptReader {
  const { tools, films, pool, stills, limits } = options;

  const look = (
    { file, present }: ExcerptSource,
    wanted: ExcerptLook,
    { timeout, signal }: Waiting,
  ): Promise<ExcerptFindings> =>
    pool.run<"excerpt">({ do: "excerpt", file, present, look: wanted }, { timeout, signal });

  /** What FFmpeg says of it. A complaint may be about a part that is not there. */
  async function probed(
    { ffprobe }: VideoTools,
    { file, bytes }: ExcerptSource,
    container: Container,
    { timeout, signal, config }: Waiting & { config: string | undefined },
  ): Promise<MediaFacts> {
    const isMp4 = container.demuxer === "mov";
    const index = isMp4 ? await moovOf(file) : undefined;
    const plain = index && readPlainMp4(index.moov, index.bytes);
    if (plain) return plain;
    const maxPixels = Math.max(limits.sourcePixels, defaultLimits.sourcePixels);
    const args = probeCommand({ file, container, maxPixels }, isMp4 ? "index" : "start");
    const run = { command: ffprobe, args, timeout, niceness: 0, signal, isStrict: true };
    const text = await stills.run(() => runTool(run), signal);
    const facts = readFacts(text, container.demuxer);
    const { seconds, bitRate, video } = facts;
    const span = spanOf(text);
    const isOrdered = tellsOrder(video?.codec ?? "") || isDirect(config, video?.hasSquarePixels);
    if (!(seconds > 0) || !isOrdered || !span) throw notSure();
    const { start: directStart } = span;
    return { ...facts, directStart, bitRate: bitRate || Math.floor((bytes * 8) / span.seconds) };
  }

  return {
    reads: ({ demuxer }) => demuxer === "mov" || demuxer === "matroska",

    async probe(source, container, waiting) {
      if (!tools) {
        const { missing, film } = await look(source, { for: "film" }, waiting);
        if (missing) return { missing };
        if (!film?.video || film.seconds === 0) throw notSure();
        return { facts: { ...film, demuxer: container.demuxer, isOwn: true } };
      }
      const { missing, config } = await look(source, { for: "index" }, waiting);
      if (missing) return { missing };
      if (container.demuxer === "matroska") {
        const head = { start: 0, end: Math.min(matroskaHeadBytes, source.bytes) };
        const rest = missingOf(source.present, head);
        if (rest) return { missing: rest };
      }
      const facts = await probed(tools, source, container, { ...waiting, config });
      if (!facts.video || facts.video.isCover || facts.directStart === undefined) throw notSure();
      return { facts };
    },

    async still(plan, source, output, waiting) {
      const { file, facts } = source;
      if (!tools) {
        checkStill(facts);
        const { at, search, end, width, height } = plan;
        const seconds = end ?? facts.seconds;
        const frame = { at, search, seconds, width, height, maxPixels: limits.sourcePixels };
        const { missing } = await look(source, { for: "key frame", frame }, waiting);
        if (missing) return { missing };
        return { lacks: await films.still(plan, source, output, waiting) };
      }
      const { directStart } = plan;
      if (directStart === undefined) throw notSure();
      const at = plan.at + directStart;
      if (!source.isComplete) {
        const { missing, isAll } = await look(source, { for: "frame", at }, waiting);
        if (missing) return { missing, isAll };
      }
      const input = { file, container: facts, maxPixels: limits.sourcePixels };
      const work = { ffmpeg: tools.ffmpeg, plan, input, output, ...waiting, isStrict: true };
      if (!(await stills.run(() => writeFrame(work), waiting.signal))) throw notSure();
      return { lacks: [] };
    },
  };
}

/**
 * Whether H.264 tells a decoder in which order its frames are shown, and the index what shape they have.
 * @param config as MP4 and Matroska keep it, in base64. Source: ISO/IEC 14496-15, 5.3.3.1.2
 */
function isDirect(config: string | undefined, hasSquarePixels = true): boolean {
  if (config === undefined) return false;
  try {
    const bytes = Buffer.from(config, "base64");
    const header = readH264Header(bytes.subarray(8, 8 + bytes.readUInt16BE(6)));
    return header?.isOrdered === true && (header.hasSquarePixels || !hasSquarePixels);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
