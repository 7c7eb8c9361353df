import type { Original } from "../../cache/original.ts";
import { Failure } from "../../failure.ts";
import type { Format } from "../../formats.ts";
import type { Limits } from "../../limits.ts";
import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";
import type { VideoEngine, Waiting } from "../../video/engine.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { containerOf } from "../../video/read-file.ts";
import type { GrowingFile } from "../../video/run-tool.ts";
import { checkVideoBytes } from "./media.ts";

/** What holds sound and covers alone. */
const songs = ["mp3", "flac"];
/** Where covers are read without FFmpeg. */
const withCovers = [...songs, "mov", "ogg"];

/** Finds the covers of songs. */
export function createCovers(video: VideoEngine, limits: Pick<Limits, "videoBytes">) {
  return {
    /**
     * Whether no more is to be known of an original to tell that its only image is a cover; ELIMIT for
     * one that is too large. Ogg may hold a video, which takes FFmpeg.
     */
    async isSong(original: Original): Promise<boolean> {
      if (original.meta.format !== undefined) return false;
      const { demuxer = "" } = (await containerOf(original.file)) ?? {};
      const isOgg = demuxer === "ogg" && !video.isAvailable;
      if (!songs.includes(demuxer) && !isOgg) return false;
      checkVideoBytes(original, limits);
      return true;
    },

    /** Whether that is so of what is in it. EFORMAT for sound without any. */
    isCovered({ video: images, demuxer }: MediaFacts): boolean {
      if (!images && !withCovers.includes(demuxer)) throw uncovered();
      return (!images || images.isCover) && withCovers.includes(demuxer);
    },

    /** Writes it as it is embedded, and names its format. EFORMAT where there is none. */
    async write(
      { file }: Pick<Original, "file">,
      output: GrowingFile,
      waiting: Waiting,
    ): Promise<Format> {
      const format = await video.cover(file, output, waiting);
      if (format) return format;
      const { demuxer } = (await containerOf(file)) ?? {};
      if (demuxer === "ogg" && !video.isAvailable) {
        throw needsFfmpeg("An image of an Ogg file without a cover");
      }
      throw uncovered();
    },
  };
}

function uncovered(): Failure {
  return new Failure("EFORMAT", "The file holds sound and no cover");
}
