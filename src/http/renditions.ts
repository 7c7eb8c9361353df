import type { DiskCache } from "../cache/disk.ts";
import type { Original, Originals } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import { type Header, isDecodable } from "../render/header.ts";
import type { Files } from "../render/job.ts";
import { undecodable } from "../render/load.ts";
import type { OutputFormat } from "../render/output.ts";
import { type Limits, layerInputs, type Plan } from "../render/plan.ts";
import type { Pool } from "../render/pool.ts";
import { settlePlan } from "../render/settle.ts";
import type { Transformation } from "../url/transformation.ts";

export interface MakerServices {
  disk: DiskCache;
  originals: Originals;
  pool: Pool;
  limits: Limits & {
    /** Bytes of an original that is transformed. */
    pictureBytes: number;
  };
}

/** What a rendition is made for. */
export interface Order {
  transformation: Transformation;
  original: Original;
  accepted: readonly OutputFormat[];
  /** Finds another original of the same endpoint: a layer's picture or a font. */
  find(path: string): Promise<Original>;
  /** Milliseconds that are left. */
  left(): number;
}

/** A finished rendition in a temporary file. */
export interface Made {
  plan: Plan;
  file: string;
  bytes: number;
  hash: string;
  /** Milliseconds of work. */
  milliseconds: number;
  /** What went into its layers. */
  layers: { path: string; original: Original }[];
}

/** Makes renditions: finds what layers need, plans, asks what only pixels tell, renders. */
export function createMaker({ disk, originals, pool, limits }: MakerServices) {
  const probes = createSingleFlight<Header>();

  /** Undefined when the original is better delivered as it is. */
  return async function make(order: Order): Promise<Made | undefined> {
    const { transformation, original, accepted, left } = order;
    const inputs = layerInputs(transformation);
    const paths = [...inputs.pictures, ...inputs.fonts];
    const releases = [disk.hold(original.key)];
    try {
      const layers = await Promise.all(
        paths.map(async (path) => {
          const found = await order.find(path);
          releases.push(disk.hold(found.key));
          return { path, original: found };
        }),
      );
      const files: Files = { "": original.file };
      const headers = new Map<string, Header>();
      for (const { path, original: found } of layers) {
        files[path] = found.file;
        if (inputs.pictures.includes(path)) headers.set(path, await readHeader(found, order));
      }
      const { convertTo } = original.meta;
      const header = await readHeader(original, order);
      const circumstances = { accepted, convertTo, headers, limits };
      const plan = await settlePlan(transformation, header, circumstances, (question) =>
        pool.run<"measure">({ do: "measure", files, question }, left()),
      );
      if (!plan) return undefined;
      const output = disk.temporary();
      const made = await pool.run<"render">({ do: "render", files, plan, output }, left());
      return { ...made, plan, file: output, layers };
    } finally {
      for (const release of releases) release();
    }
  };

  async function readHeader(original: Original, { left }: Order): Promise<Header> {
    const { header, format } = original.meta;
    if (header) return header;
    if (!isDecodable(format)) throw new Failure("EFORMAT", undecodable(format));
    if (original.bytes > limits.pictureBytes) {
      throw new Failure("ELIMIT", "The original is too large to be transformed");
    }
    return probes(original.key, async () => {
      const read = await pool.run<"probe">({ do: "probe", file: original.file }, left());
      originals.describe(original, read);
      return read;
    });
  }
}
