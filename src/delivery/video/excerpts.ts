import type { Excerpt, FoundParts, OpenExcerpt } from "../../cache/excerpts/excerpts.ts";
import { createSingleFlight } from "../../cache/single-flight.ts";
import { Failure } from "../../failure.ts";
import type { Span } from "../../render/engine/film/span.ts";
import type { VideoEngine, Waiting } from "../../video/engine.ts";
import type { Missing } from "../../video/excerpt-reader.ts";
import type { StillPlan } from "../../video/plan/still.ts";
import { containerOf } from "../../video/read-file.ts";
import type { GrowingFile } from "../../video/run-tool.ts";
import type { PartsSearch } from "../resolve-original.ts";

/** A video of which no more was fetched than what is in it. */
export interface PartialVideo {
  excerpt: Excerpt;
  /** Writes one frame, and says what it lacks of what was asked for. NotEnough where that takes the whole. */
  still(plan: StillPlan, output: GrowingFile, waiting: Waiting): Promise<string[]>;
}

/** Parts of an original are not enough, or cannot be had: the whole is to be fetched. */
export class NotEnough extends Error {}

/** Parts that are asked for one after the other. */
const mostParts = 12;
/** Bytes that are asked for at least: what comes next is often behind them. */
const leastPartBytes = 64 * 1024;
/** Bytes of one part: frames of some seconds of the largest videos. */
const mostPartBytes = 32 * 1024 * 1024;
/** What the parts of a frame may take of the time; the rest is for the whole, should they not come. */
const fetchShare = 1 / 2;
/** What would go wrong with the whole as well, or more so. */
const finalCodes: readonly Failure["code"][] = ["ENOTSUP", "EBUSY"];

/** Reads videos by their parts. */
export function createExcerptReading({ video }: { video: VideoEngine }) {
  const flights = createSingleFlight<PartialVideo>();

  /**
   * Gets what is missing until there is an answer.
   * @param signal aborts fetches
   */
  async function filled<T extends object>(
    draft: OpenExcerpt,
    ask: (isComplete: boolean) => Promise<Missing | T>,
    signal: AbortSignal,
  ): Promise<T> {
    let isComplete = false;
    for (let parts = 0; parts < mostParts; parts += 1) {
      const answer = await ask(isComplete);
      if (!("missing" in answer)) return answer;
      isComplete = answer.isAll === true;
      const { start, end } = answer.missing;
      if (end - start > mostPartBytes) break;
      await draft.fetch(
        { start, end: Math.min(draft.bytes, Math.max(end, start + leastPartBytes)) },
        signal,
      );
    }
    throw new Error("Too many parts of the video are needed");
  }

  function partial(excerpt: Excerpt, open: () => Promise<OpenExcerpt>): PartialVideo {
    const { media: facts } = excerpt.meta;
    return {
      excerpt,
      still: (plan, output, { timeout, signal: stopped }) => {
        const within = (milliseconds: number) => withDeadline(milliseconds, stopped);
        const waiting = { timeout, signal: within(timeout) };
        const fetching = within(timeout * fetchShare);
        return orNotEnough(stopped, () =>
          withDraft(open, async (draft) => {
            const still = (isComplete: boolean) => {
              const source = { ...sourceOf(draft), facts, isComplete };
              return video.excerpts.still(plan, source, output, waiting);
            };
            return (await filled(draft, still, fetching)).lacks;
          }),
        );
      },
    };
  }

  async function read(
    found: FoundParts,
    { timeout }: Waiting,
    signal: AbortSignal,
  ): Promise<PartialVideo> {
    if ("kept" in found) {
      const { kept, open } = found;
      // What was read without FFmpeg is read again when there is one.
      if (!(kept.meta.media.isOwn && video.isAvailable)) return partial(kept, open);
      throw new NotEnough();
    }
    const { head, keep } = found;
    return withDraft(
      () => Promise.resolve(head),
      async (draft) => {
        const container = await containerOf(draft.file);
        if (!container || !video.excerpts.reads(container)) throw new NotEnough();
        const probe = () => video.excerpts.probe(sourceOf(draft), container, { timeout, signal });
        const { facts } = await filled(draft, probe, signal);
        const { excerpt, open } = await keep(facts);
        return partial(excerpt, open);
      },
    );
  }

  /**
   * The video that an original is. NotEnough where it has to be fetched as a whole.
   */
  return ({ key, find }: PartsSearch, waiting: Waiting): Promise<PartialVideo> => {
    const work = (stopped: AbortSignal) => {
      const signal = withDeadline(waiting.timeout, stopped);
      return orNotEnough(stopped, async () => {
        const found = await find(signal);
        if (!found) throw new NotEnough();
        return read(found, waiting, signal);
      });
    };
    return flights(key, work, waiting.signal);
  };
}

function sourceOf({ file, bytes, present }: OpenExcerpt): {
  file: string;
  bytes: number;
  present: readonly Span[];
} {
  return { file, bytes, present };
}

async function withDraft<T>(
  open: () => Promise<OpenExcerpt>,
  work: (draft: OpenExcerpt) => Promise<T>,
): Promise<T> {
  const draft = await open();
  try {
    return await work(draft);
  } finally {
    await draft.discard();
  }
}

function withDeadline(milliseconds: number, signal: AbortSignal | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(Math.max(0, milliseconds));
  return signal ? AbortSignal.any([signal, deadline]) : deadline;
}

/**
 * Whatever goes wrong with parts is found out again with the whole, and is told of that. What takes FFmpeg
 * does so with the whole, too, and who is too busy for parts is not asked for more.
 */
async function orNotEnough<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (signal?.aborted && signal.reason instanceof Failure) throw signal.reason;
    if (cause instanceof Failure && finalCodes.includes(cause.code)) throw cause;
    throw cause instanceof NotEnough ? cause : new NotEnough("Parts are not enough", { cause });
  }
}
