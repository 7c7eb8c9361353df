import type { Photo } from "./photos.ts";
import { processTree, total } from "./processes.ts";
import type { Format, Server, Wish } from "./servers.ts";

/** What one server did in one round. */
export interface Round {
  requests: number;
  /** Wall time in milliseconds. */
  elapsed: number;
  /** Processor time of the server's processes in milliseconds; steadier than `elapsed`. */
  processor: number;
  /** The load generator's own share of one core, 0 to 1. */
  overhead: number;
  bytes: number;
  /** Mean milliseconds by stage, where the server says so in `Server-Timing`. */
  stages: Record<string, number>;
}

/** A round takes no new request after this many milliseconds, so that a run has an end. */
const longestRound = 20_000;

/** Widths run from 320 to 960 pixels; their number is a prime, so the stride below meets each. */
const narrowest = 320;
const widths = 641;
/** About the golden section of the range: any few in a row are spread over all of it. */
const stride = 396;

/** Hands out wishes so that no photo is asked for twice at one width, photos in turn. */
export function wishes(photos: readonly Photo[]) {
  let count = 0;
  return (requests: number, format: Format, quality: number): Wish[] =>
    Array.from({ length: requests }, () => {
      const photo = photos[count % photos.length];
      if (!photo) throw new Error("Expected at least one photo");
      const use = Math.floor(count / photos.length);
      if (use >= widths) throw new Error("Every width of every photo has been asked for");
      // Photos begin at different widths, so that a round has wide and narrow ones of each size.
      const start = (count % photos.length) * stride;
      count += 1;
      const width = narrowest + ((start * 7 + use * stride) % widths);
      return { name: photo.name, width, format, quality };
    });
}

/** Widths of a page's `srcset`; each is asked for in two formats. */
const setWidths = [320, 480, 640, 750, 828, 960, 1080, 1200];

/** How many wishes there are for one photo. */
export const setSize = 2 * setWidths.length;

/** For each photo wished for, all widths of a `srcset` in WebP and JPEG, as browsers of one page ask. */
export function asSets(wished: readonly Wish[]): Wish[] {
  return wished.flatMap((wish) =>
    setWidths.flatMap((width) =>
      (["webp", "jpeg"] as const).map((format) => ({ ...wish, width, format })),
    ),
  );
}

/** The same photos as thumbnails that are cut to a square. */
export function asThumbnails(wished: readonly Wish[]): Wish[] {
  return wished.map((wish) => ({ ...wish, width: 300, height: 300 }));
}

/** So many wishes for logos in turn, as a header of a page shows them. */
export function asLogos(logos: readonly Photo[], wished: readonly Wish[]): Wish[] {
  return wished.map((wish, i) => ({
    ...wish,
    name: logos[i % logos.length]?.name ?? "",
    width: 400,
  }));
}

/** Sends all wishes over a number of connections, each asking anew as soon as it is answered. */
export async function measure(
  server: Server,
  asked: readonly Wish[],
  connections: number,
): Promise<Round> {
  const queue = asked.values();
  const stages: Record<string, number> = {};
  let requests = 0;
  let bytes = 0;
  const processor = total(processTree(server.pid), "processor");
  const own = process.cpuUsage();
  const start = performance.now();
  const connection = async () => {
    for (const wish of queue) {
      const answer = await ask(server, wish);
      if (answer.cache !== "miss") throw new Error(`${server.url(wish)} was cached already`);
      requests += 1;
      bytes += answer.bytes.length;
      for (const [stage, milliseconds] of answer.stages) {
        stages[stage] = (stages[stage] ?? 0) + milliseconds;
      }
      if (performance.now() - start > longestRound) return;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(own);
  return {
    requests,
    elapsed,
    processor: total(processTree(server.pid), "processor") - processor,
    overhead: (user + system) / 1000 / elapsed,
    bytes,
    stages: Object.fromEntries(
      Object.entries(stages).map(([stage, sum]) => [stage, sum / requests]),
    ),
  };
}

/** One image; anything but one of the wanted format is an error. */
export async function ask(server: Server, wish: Wish) {
  const response = await fetch(server.url(wish));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const type = response.headers.get("content-type");
  if (response.status !== 200 || type !== `image/${wish.format}`) {
    const text = type?.startsWith("image/") ? "" : `: ${new TextDecoder().decode(bytes)}`;
    throw new Error(
      `Expected image/${wish.format} from ${response.url}, got ${response.status} ${type}${text}`,
    );
  }
  return {
    bytes,
    cache: cacheOf(response.headers),
    stages: readStages(response.headers.get("server-timing") ?? ""),
  };
}

/** Where an answer came from, as Tintype or an nginx in front of IPX says. */
function cacheOf(headers: Headers): string {
  const said = headers.get("x-tintype-cache") ?? headers.get("x-cache-status");
  return said?.toLowerCase() ?? "miss";
}

/** `render;dur=12.3, queue;dur=4` as pairs. */
function readStages(header: string): [string, number][] {
  return [...header.matchAll(/([\w-]+);dur=([\d.]+)/g)].map(([, stage = "", duration]) => [
    stage,
    Number(duration),
  ]);
}
