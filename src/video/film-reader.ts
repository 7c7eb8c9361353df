import { needsFfmpeg } from "../render/engine/film/needs-ffmpeg.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Results } from "../render/pool/protocol.ts";
import type { RunOptions } from "../render/pool/task.ts";
import { codecTitle } from "./plan/codec-titles.ts";
import type { Container } from "./plan/container.ts";
import type { MediaFacts } from "./plan/facts.ts";
import type { StillPlan } from "./plan/still.ts";
import type { GrowingFile } from "./run-tool.ts";

type CoverFormat = NonNullable<Results["cover"]>["format"];

type Waiting = Pick<RunOptions, "timeout" | "signal">;

/** What can be read of videos where there is no FFmpeg, by renderers. */
export interface FilmReader {
  /** ENOTSUP for a container that only FFmpeg reads, EFORMAT for a file that is damaged. */
  probe(file: string, container: Container, waiting: Waiting): Promise<MediaFacts>;
  /** Writes the image that is embedded in a song, and names its format; undefined where there is none. */
  cover(file: string, output: GrowingFile, waiting: Waiting): Promise<CoverFormat | undefined>;
  /**
   * Writes the key frame that is shown last before a moment, and says what it lacks. ENOTSUP where
   * the codec needs FFmpeg.
   */
  still(
    plan: StillPlan,
    source: { file: string; facts: MediaFacts },
    output: GrowingFile,
    waiting: Waiting,
  ): Promise<string[]>;
}

/** Demuxers of which there is another in this program. */
const ownDemuxers = ["mov", "matroska"];
/** Codecs whose key frames are images, or decoded by a renderer. */
const ownCodecs = ["vp8", "vp9", "av1", "hevc"];
/** What can be made of videos without FFmpeg. */
export const withoutFfmpeg =
  "videos can be cut at key frames, muted, repackaged and streamed as they are; stills can be made of VP8, VP9, AV1 and HEVC";

export function createFilmReader(
  pool: Pick<Pool, "run">,
  { sourcePixels }: { sourcePixels: number },
): FilmReader {
  return {
    async probe(file, { demuxer }, { timeout, signal }) {
      if (!ownDemuxers.includes(demuxer)) throw needsFfmpeg("This kind of video");
      const film = await pool.run<"film">({ do: "film", file }, { timeout, signal });
      return { ...film, demuxer, isOwn: true };
    },

    async cover(file, output, { timeout, signal }) {
      const made = await pool.run<"cover">(
        { do: "cover", file, output: output.file },
        { timeout, signal, allow: (bytes) => output.allow(bytes) },
      );
      return made?.format;
    },

    async still({ at, search, end, width, height }, { file, facts }, output, { timeout, signal }) {
      checkStill(facts);
      const seconds = end ?? facts.seconds;
      const frame = { at, search, seconds, width, height, maxPixels: sourcePixels };
      const made = await pool.run<"frame">(
        { do: "frame", file, frame, output: output.file },
        { timeout, signal, allow: (bytes) => output.allow(bytes) },
      );
      return made.isExact
        ? []
        : [`frame at ${at} s; the key frame at ${roundedSeconds(made.at)} s is shown instead`];
    },
  };
}

/** ENOTSUP where a still takes FFmpeg. */
export function checkStill({ demuxer, video }: MediaFacts): void {
  const { codec = "unknown" } = video ?? {};
  if (ownDemuxers.includes(demuxer) && ownCodecs.includes(codec)) return;
  throw needsFfmpeg(`A still of ${codecTitle(codec) ?? "this kind of"} video`);
}

function roundedSeconds(at: number): number {
  return Number(at.toFixed(2));
}
