import { type Original, type Originals, versionKey } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import type { Finding, Measurement } from "../render/plan/operations.ts";
import { inputOf } from "../render/plan/small-image.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Files } from "../render/pool/protocol.ts";
import { type RenderWaiting, waiting } from "./render-inputs.ts";

/** An original, and how plans name it. */
interface NamedOriginal {
  path: string;
  original: Original;
}

/** What is found out once for each original, and kept with it. */
type KeptFinding = Pick<Original["meta"], "faces" | "likeness">;

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
    const { of } = measurement;
    if (of !== "faces" && of !== "likeness") return pool.run<"measure">(job, waiting(request));
    const input = inputOf(measurement.image);
    const searched = sources.find(({ path }) => path === input)?.original;
    if (!searched) return pool.run<"measure">(job, waiting(request));
    const known = searched.meta[of];
    if (known) return [...known] as Finding;
    const search = async (signal: AbortSignal) => {
      const found = await pool.run<"measure">(job, { ...waiting(request), signal });
      originals.describe(searched, { [of]: found } as KeptFinding);
      return found;
    };
    return searches(JSON.stringify([of, versionKey(searched)]), search, request.signal);
  };
}
