import { readFile } from "node:fs/promises";
import type { DiskCache } from "../cache/disk.ts";
import { Failure } from "../failure.ts";
import type { Delivery, ReceivedRequest } from "./delivery.ts";

/** What came of a URL that was asked for beforehand. */
export type Prepared =
  | {
      state: "ready";
      /** Whether it was made now, and was not there before. */
      isNew: boolean;
      contentType: string;
      bytes: number;
      /** What a list of a stream names: relative URLs. */
      links: string[];
    }
  /** It is being made, or waits for others: worth asking again after so many seconds. */
  | { state: "pending"; retryAfterSeconds: number };

/** What browsers of today accept. */
const accept = "image/avif,image/webp,*/*";
const streamList = "application/vnd.apple.mpegurl";

/** Has made what a URL of this server delivers, as if a client had asked for it. */
export function createPreparer(
  deliver: (asked: ReceivedRequest) => Promise<Delivery>,
  disk: Pick<DiskCache, "pin">,
) {
  return async function prepare(url: URL): Promise<Prepared> {
    try {
      // A request without a client is the server's own: it needs no signature.
      const asked = { url: url.href, headers: new Headers({ accept }), forClients: true } as const;
      const { answer, cache } = await deliver(asked);
      const { key, file, bytes, meta } = answer.entry;
      const { contentType } = meta;
      const release = disk.pin(key);
      try {
        const isList = contentType.startsWith(streamList);
        const links = isList ? linksOf(await readFile(file, "utf8")) : [];
        return { state: "ready", isNew: cache === "miss", contentType, bytes, links };
      } finally {
        release();
      }
    } catch (error) {
      // A full queue and a segment that takes its time are told as EBUSY, which players understand.
      const isPassing = error instanceof Failure && ["EPENDING", "EBUSY"].includes(error.code);
      if (!isPassing || error.retryAfter === undefined) throw error;
      return { state: "pending", retryAfterSeconds: error.retryAfter };
    }
  };
}

/** The URLs in a list of HLS: its lines that are no tags, and those that tags hold. */
function linksOf(list: string): string[] {
  const lines = list.split(/\r?\n/).filter((line) => line !== "");
  const plain = lines.filter((line) => !line.startsWith("#"));
  const held = lines.flatMap((line) => /^#.*[:,]URI="([^"]+)"/.exec(line)?.[1] ?? []);
  return [...new Set([...held, ...plain])];
}
