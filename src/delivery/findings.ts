import { cacheKey } from "../cache/cache-key.ts";
import { type Original, versionKey } from "../cache/original.ts";
import type { Originals } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import type { Finding, Measurement } from "../render/plan/measurement.ts";
import type { ImagePlan } from "../render/plan/operations.ts";
import { inputOf } from "../render/plan/small-image.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Files } from "../render/pool/protocol.ts";
import { type RenderWaiting, waiting } from "./render-inputs.ts";

/** An original, and how plans name it. */
interface NamedOriginal {
  path: string;
  original: Original;
}

const kept = ["faces", "objects", "people", "likeness"] as const;

/** What is found out once for each original, and kept with it. */
type KeptFinding = Pick<Original["meta"], (typeof kept)[number]>;

/** What the pixels tell a plan; what they tell of a whole original is found once, and kept with it. */
export function createFindings({ originals, pool }: { originals: Originals; pool: Pool }) {
  const searches = createSingleFlight<Finding>();

  return async function find(
    measurement: Measurement,
    files: Files,
    sources: readonly NamedOriginal[],
    request: RenderWaiting,
  ): Promise<Finding> {
    const job = { do: "measure", files, measurement } as const;
    if (!isKept(measurement)) return pool.run<"measure">(job, waiting(request));
    const { of } = measurement;
    const input = inputOf(measurement.image);
    const searched = sources.find(({ path }) => path === input)?.original;
    if (!searched) return pool.run<"measure">(job, waiting(request));
    const lookedAt = keyOf(measurement);
    const known = searched.meta[of];
    if (known?.lookedAt === lookedAt) return [...known.found] as Finding;
    const search = async (signal: AbortSignal) => {
      const found = await pool.run<"measure">(job, { ...waiting(request), signal });
      originals.describe(searched, { [of]: { lookedAt, found } } as KeptFinding);
      return found;
    };
    return searches(JSON.stringify([lookedAt, versionKey(searched)]), search, request.signal);
  };
}

function isKept(
  measurement: Measurement,
): measurement is Extract<Measurement, { of: (typeof kept)[number] }> {
  return (kept as readonly string[]).includes(measurement.of);
}

/** The same for an original by whichever name: another size or orientation is another question. */
function keyOf(measurement: Measurement & { image: ImagePlan }): string {
  const { source, operations } = measurement.image;
  const image = { source: { ...source, input: "" }, operations };
  return cacheKey(JSON.stringify({ ...measurement, image }));
}
