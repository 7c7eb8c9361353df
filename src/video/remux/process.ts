import type { Input } from "mediabunny";
import { Failure } from "../../failure.ts";
import { withFilm } from "../../render/engine/film/film-file.ts";
import { copyStreams } from "./copy.ts";
import { describeStream, writeInit, writeSegment } from "./fragments.ts";
import type { RemuxAnswer, RemuxJob, RemuxResults } from "./job.ts";
import { type MediaFile, mediaIn } from "./media-file.ts";

/**
 * Does one job in a process of its own, which has as few rights as a renderer: what it is told stands
 * in its arguments, and what it says is a line of its standard output.
 */
export async function runRemuxer(job: RemuxJob): Promise<void> {
  const progress = (part: number) => process.stdout.write(lineOf({ progress: part }));
  const { source } = job;
  // The muxer asks for the time of day and writes it: what is made again is to be the same to the byte.
  Date.now = () => unknownTime;
  try {
    const work = async (film: Input) =>
      perform(await mediaIn(film, source), job, progress).catch(orFullDisk);
    end({ result: await withFilm(source.file, work, { most: Number.POSITIVE_INFINITY }) });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (process.env.TINTYPE_DEBUG === "1" && error.cause) console.error(error.cause);
    end({ failure: { code: error.code, message: error.message } });
  }
}

/** Milliseconds since 1970 that MP4, which counts from 1904, has as 0. Source: ISO/IEC 14496-12, 8.2.2. */
const unknownTime = -2_082_844_800_000;

/** Whatever a broken file has left open ends with the process. */
function end(answer: RemuxAnswer): void {
  process.stdout.write(lineOf(answer), () => process.exit(0));
}

function lineOf(answer: RemuxAnswer): string {
  return `${JSON.stringify(answer)}\n`;
}

async function perform(
  media: MediaFile,
  job: RemuxJob,
  progress: (part: number) => void,
): Promise<RemuxResults[RemuxJob["do"]]> {
  switch (job.do) {
    case "copy":
      await copyStreams(media, job.plan, job.output, progress);
      return null;
    case "stream":
      return describeStream(media, job.plan);
    case "init":
      await writeInit(media, job.kind, job.output);
      return null;
    case "segment":
      await writeSegment(media, job.plan, job.output);
      return null;
  }
}

/** What cannot be read is the file's fault; what cannot be written is not. */
function orFullDisk(error: NodeJS.ErrnoException): never {
  if (error.code !== "ENOSPC") throw error;
  throw new Failure("EBUSY", "The disk of this server is full", { cause: error });
}
