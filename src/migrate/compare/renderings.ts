import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ConfigSnapshot } from "../../delivery/request.ts";
import { defaultLimits } from "../../limits.ts";
import { startRenderers } from "../../render/pool/start.ts";
import { openImageService } from "../../server.ts";
import { headers, urlOf } from "../audit/dry-run.ts";
import type { Entry } from "../audit/ledger.ts";
import { createSampler, type LiveServer, type Sample } from "./samples.ts";

/** Bytes of originals and renditions that are kept while samples are made. */
const roomForRenderings = 1024 ** 3;
/** Milliseconds for one image. */
const timeout = 60_000;

interface Renderings {
  sample(entry: Entry, url: string, pattern: string): Promise<Sample>;
  /** How many samples are worth making at a time. */
  jobs: number;
  close(): void;
}

/** Renders samples as the server would, in a cache of their own. @param folder for files */
export async function openRenderings(
  rendering: ConfigSnapshot,
  folder: string,
  live: LiveServer | undefined,
): Promise<Renderings> {
  const limits = defaultLimits;
  const renderers = Math.min(availableParallelism(), 4);
  const pool = startRenderers({ renderers, queue: 64, timeout });
  const { deliver, disk, close } = await openImageService({
    snapshot: async () => rendering,
    signingKeys: "",
    timeout,
    limits,
    pool,
    cacheFolder: join(folder, "cache"),
    cacheMaxBytes: roomForRenderings,
    videos: { ffmpeg: "auto", jobs: 1, timeout },
  });
  const sample = createSampler({
    pool,
    limits,
    folder,
    ...(live ? { live } : {}),
    async withOurs(target, work) {
      // A request without a client is internal and may see everything.
      const { answer } = await deliver({ url: urlOf(target), headers });
      const { key, file, bytes } = answer.entry;
      const release = disk.pin(key);
      try {
        return await work(file, bytes);
      } finally {
        release();
      }
    },
  });
  return {
    sample,
    jobs: renderers,
    close,
  };
}
