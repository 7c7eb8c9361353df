import { readTrack } from "./stream-list.ts";

/** The images or the sound of a stream. */
interface Track {
  /** Media type with its codec. */
  type: string;
  /** The list of its segments. */
  list: string;
}

/** What is not soon watched is not asked for, and so not made. */
const aheadSeconds = 12;
/** Where the server does not say when to ask again. */
const usualPauseSeconds = 2;

export function canPlay(type: string): boolean {
  return "MediaSource" in globalThis && MediaSource.isTypeSupported(type);
}

/** Plays tracks together until they are at their end, or the signal aborts. Rejects with what went wrong. */
export async function playTracks(
  film: HTMLVideoElement,
  tracks: readonly Track[],
  signal: AbortSignal,
): Promise<void> {
  const source = new MediaSource();
  const address = URL.createObjectURL(source);
  signal.addEventListener("abort", () => URL.revokeObjectURL(address), { once: true });
  film.src = address;
  await happens(source, ["sourceopen"], signal);
  const read = await Promise.all(
    tracks.map(async ({ type, list }) => {
      const text = await (await fetchMade(list, signal)).text();
      return { type, ...readTrack(text, list) };
    }),
  );
  source.duration = Math.max(...read.map(({ segments }) => segments.at(-1)?.end ?? 0));
  // The browser takes no further track when one of them has begun.
  const filled = read.map((track) => ({ ...track, buffer: source.addSourceBuffer(track.type) }));
  await Promise.all(
    filled.map(async ({ buffer, start, segments }) => {
      await append(buffer, start, signal);
      const left = new Set(segments);
      while (left.size > 0) {
        const next = [...left].find(({ end }) => end > film.currentTime);
        if (next && next.begin <= film.currentTime + aheadSeconds) {
          left.delete(next);
          await append(buffer, next.url, signal);
        } else {
          await happens(film, ["timeupdate", "seeking"], signal);
        }
      }
    }),
  );
  source.endOfStream();
}

async function append(buffer: SourceBuffer, url: string, signal: AbortSignal): Promise<void> {
  const bytes = await (await fetchMade(url, signal)).arrayBuffer();
  buffer.appendBuffer(bytes);
  await happens(buffer, ["updateend"], signal);
}

/** Asks for a file of a stream until it is made. */
export async function fetchMade(url: string, signal: AbortSignal): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, { signal, credentials: "omit" });
    const { status, headers } = answer;
    if (status === 200) return answer;
    if (status !== 202 && status !== 503) {
      throw new Error(headers.get("ik-error") ?? `The server responded with ${status}`);
    }
    const seconds = Number(headers.get("retry-after") ?? usualPauseSeconds);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    signal.throwIfAborted();
  }
}

/** Resolves with the next of some events; rejects when the signal aborts. */
function happens(target: EventTarget, names: string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const listen = { signal: over.signal };
    const end = (settle: () => void) => () => {
      over.abort();
      settle();
    };
    for (const name of names) target.addEventListener(name, end(resolve), listen);
    signal.addEventListener(
      "abort",
      end(() => reject(signal.reason)),
      listen,
    );
  });
}
