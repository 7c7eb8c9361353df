import type { DiskCache } from "../cache/disk.ts";
import type { Description } from "../render/engine/describe.ts";
import { type Limits, makePlan } from "../render/plan/plan.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { VideoEngine } from "../video/engine.ts";
import { describeMedia, type VideoDescription } from "../video/plan/description.ts";
import { containerOf } from "../video/read-file.ts";
import type { Delivery, ReceivedRequest } from "./delivery.ts";
import type { ReadFacts } from "./video/read-facts.ts";

/** For a look into a video. */
const probeMilliseconds = 20_000;

/**
 * Describes what a URL of this server delivers: the original when it asks for no transformation,
 * the rendition otherwise. Whatever delivery refuses is refused here, too.
 */
export function createDescriber(
  deliver: (asked: ReceivedRequest) => Promise<Delivery>,
  pool: Pool,
  disk: DiskCache,
  limits: Limits,
  video: VideoEngine,
  readFacts: ReadFacts,
) {
  return async function describe(url: URL): Promise<Description | VideoDescription> {
    const known = await readFacts(url);
    if (known) return describeMedia(known.facts, known.bytes);
    const { answer } = await deliver({ url: url.href, headers: new Headers() });
    const { key, file, bytes } = answer.entry;
    const release = disk.pin(key);
    try {
      const container = await containerOf(file);
      if (container) {
        const facts = await video.probe(file, container, { timeout: probeMilliseconds });
        return describeMedia(facts, bytes);
      }
      const header = await pool.run<"probe">({ do: "probe", file });
      // A description looks at one frame: how many there are costs nothing.
      const frames = Number.POSITIVE_INFINITY;
      makePlan([{}], header, { accepted: [], limits: { ...limits, frames } });
      return await pool.run<"describe">({ do: "describe", file });
    } finally {
      release();
    }
  };
}
