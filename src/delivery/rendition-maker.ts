import type { DiskCache, PendingFile } from "../cache/disk.ts";
import type { Original, Originals } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import { isDecodable, type OutputFormat } from "../formats.ts";
import type { Limits } from "../limits.ts";
import { undecodable } from "../render/engine/load.ts";
import type { FontLibrary, FontStyle } from "../render/fonts/library.ts";
import type { Header } from "../render/plan/header.ts";
import { layerInputs, type Passthrough, type Plan } from "../render/plan/plan.ts";
import { planWithMeasurements } from "../render/plan/plan-with-measurements.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Files } from "../render/pool/protocol.ts";
import { standInFor } from "../url/parameters/font-family.ts";
import type { Transformation } from "../url/transformation.ts";
import type { VideoEngine } from "../video/engine.ts";

export interface MakerServices {
  /** Looks into videos and makes images of them. */
  video: VideoEngine;
  disk: DiskCache;
  originals: Originals;
  pool: Pool;
  /** Fonts that a text may name. */
  fonts: FontLibrary;
  limits: Limits;
}

/** What a rendition is made for. */
interface RenderRequest {
  transformation: Transformation;
  original: Original;
  accepted: readonly OutputFormat[];
  /** Finds another original of the same endpoint: a layer's image or a font. */
  find(path: string): Promise<Original>;
  /** Milliseconds that are left. */
  left(): number;
  /** Whom the work is counted for. */
  client: string | undefined;
  /** Aborts when no request waits any more. */
  signal: AbortSignal;
}

/** A finished rendition. */
interface Rendition {
  plan: Plan;
  pending: PendingFile;
  hash: string;
  format: OutputFormat;
  /** Milliseconds of work. */
  milliseconds: number;
  /** What is not in it and should be. */
  undrawn?: string[];
  /** Fonts that stand in for others, as `Arimo for Arial`. */
  fonts?: string[];
  /** What went into its layers. */
  layers: { path: string; original: Original }[];
}

/** Makes renditions: finds what layers need, plans, asks what only pixels tell, renders. */
export function createRenditionMaker({ disk, originals, pool, fonts, limits }: MakerServices) {
  const probes = createSingleFlight<Header>();

  return async function make(request: RenderRequest): Promise<Rendition | Passthrough> {
    const { transformation, original, accepted } = request;
    const inputs = layerInputs(transformation, limits);
    const paths = [...inputs.images, ...inputs.fonts];
    const releases = [disk.pin(original.key)];
    try {
      const layers = await Promise.all(
        paths.map(async (path) => {
          const found = await request.find(path);
          releases.push(disk.pin(found.key));
          return { path, original: found };
        }),
      );
      const files: Files = { "": original.file };
      const headers = new Map<string, Header>();
      for (const { path, original: found } of layers) {
        files[path] = found.file;
        if (inputs.images.includes(path)) headers.set(path, await readHeader(found, request));
      }
      const { convertTo } = original.meta;
      const header = await readHeader(original, request);
      const stoodIn = new Set<string>();
      const fontOf = (name: string, style: FontStyle) => {
        const file = fonts.find(name, style);
        const instead = standInFor(name);
        if (file === undefined && instead !== undefined) stoodIn.add(`${instead} for ${name}`);
        if (file !== undefined) files[file] = file;
        return file;
      };
      const circumstances = { accepted, convertTo, headers, fonts: fontOf, limits };
      const plan = await planWithMeasurements(
        transformation,
        header,
        circumstances,
        (measurement) =>
          pool.run<"measure">({ do: "measure", files, measurement }, waiting(request)),
      );
      if ("original" in plan) return plan;
      const pending = disk.pendingFile();
      try {
        const made = await pool.run<"render">(
          { do: "render", files, plan, output: pending.file },
          { ...waiting(request), allow: (bytes) => pending.allow(bytes) },
        );
        const named = stoodIn.size === 0 ? {} : { fonts: [...stoodIn] };
        return { ...made, ...named, plan, pending, layers };
      } catch (error) {
        pending.discard();
        throw error;
      }
    } finally {
      for (const release of releases) release();
    }
  };

  async function readHeader(original: Original, request: RenderRequest): Promise<Header> {
    const { header, format } = original.meta;
    if (original.bytes > limits.sourceBytes) {
      const message = `The original is too large: at most ${limits.sourceBytes} bytes are transformed`;
      throw new Failure("ELIMIT", message);
    }
    if (header) return header;
    if (!isDecodable(format)) throw new Failure("EFORMAT", undecodable(format));
    const probe = async (signal: AbortSignal) => {
      const job = { do: "probe", file: original.file } as const;
      const read = await pool.run<"probe">(job, { ...waiting(request), signal });
      originals.describe(original, { header: read });
      return read;
    };
    return probes(original.key, probe, request.signal);
  }
}

function waiting({ left, client, signal }: RenderRequest) {
  return { timeout: left(), client, signal };
}
