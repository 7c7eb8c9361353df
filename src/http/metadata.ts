import { unlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { DiskCache } from "../cache/disk.ts";
import type { Description } from "../render/describe.ts";
import { type Limits, makePlan } from "../render/plan.ts";
import type { Pool } from "../render/pool.ts";

/**
 * Describes what a URL of this server delivers: the original when it asks for no transformation,
 * the rendition otherwise. Whatever delivery refuses is refused here, too.
 */
export function createDescriber(
  deliver: (request: Request) => Promise<Response>,
  pool: Pool,
  disk: DiskCache,
  limits: Limits,
) {
  return async function describe(url: URL): Promise<Description> {
    const delivered = await deliver(new Request(url));
    const file = disk.temporary();
    try {
      await writeFile(file, new Uint8Array(await delivered.arrayBuffer()));
      const header = await pool.run<"probe">({ do: "probe", file });
      makePlan([{}], header, { accepted: [], limits });
      return await pool.run<"describe">({ do: "describe", file });
    } finally {
      unlinkSync(file);
    }
  };
}
