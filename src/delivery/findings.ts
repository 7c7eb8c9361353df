import { type Original, type Originals, versionKey } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import type { Face } from "../render/plan/faces/face.ts";
import { inputOfFaces } from "../render/plan/faces/original-faces.ts";
import type { Finding, Measurement } from "../render/plan/operations.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Files } from "../render/pool/protocol.ts";
import { type RenderWaiting, waiting } from "./render-inputs.ts";

/** An original, and how plans name it. */
interface NamedOriginal {
  path: string;
  original: Original;
}

/** What the pixels tell a plan; the faces of an original are looked for once, and kept with it. */
export function createFindings({ originals, pool }: { originals: Originals; pool: Pool }) {
  const searches = createSingleFlight<Face[]>();

  return async function find(
    measurement: Measurement,
    files: Files,
    sources: readonly NamedOriginal[],
    request: RenderWaiting,
  ): Promise<Finding> {
    const job = { do: "measure", files, measurement } as const;
    const input = inputOfFaces(measurement);
    const searched = sources.find(({ path }) => path === input)?.original;
    if (!searched) return pool.run<"measure">(job, waiting(request));
    if (searched.meta.faces) return [...searched.meta.faces];
    const search = async (signal: AbortSignal) => {
      const faces = (await pool.run<"measure">(job, { ...waiting(request), signal })) as Face[];
      originals.describe(searched, { faces });
      return faces;
    };
    return searches(versionKey(searched), search, request.signal);
  };
}
