import type { PendingFile } from "../cache/disk.ts";
import type { Original } from "../cache/original.ts";
import type { OutputFormat } from "../formats.ts";
import type { Passthrough, Plan } from "../render/plan/plan.ts";
import { planWithMeasurements } from "../render/plan/plan-with-measurements.ts";
import type { Files, Stages } from "../render/pool/protocol.ts";
import type { Transformation } from "../url/transformation.ts";
import type { VideoEngine } from "../video/engine.ts";
import type { VideoJobs } from "../video/jobs.ts";
import { createFindings } from "./findings.ts";
import {
  type InputServices,
  type LayerFiles,
  type RenderInputs,
  type RenderWaiting,
  waiting,
} from "./render-inputs.ts";

export interface MakerServices extends Omit<InputServices, "readMedia"> {
  /** Looks into videos and makes others of them. */
  video: VideoEngine;
  jobs: VideoJobs;
}

/** What a rendition is made for. */
interface RenderRequest extends RenderWaiting {
  transformation: Transformation;
  original: Original;
  accepted: readonly OutputFormat[];
  /** Finds another original of the same endpoint: a layer's image or a font. */
  find(path: string): Promise<Original>;
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
  stages: Stages;
  /** What went into its layers. */
  layers: LayerFiles["layers"];
}

/** Makes renditions: finds what layers need, plans, asks what only pixels tell, renders. */
export function createRenditionMaker(
  services: Omit<InputServices, "readMedia"> & { inputs: RenderInputs },
) {
  const { disk, pool, limits, inputs } = services;
  const find = createFindings(services);

  return async function make(request: RenderRequest): Promise<Rendition | Passthrough> {
    const { transformation, original, accepted } = request;
    const release = disk.pin(original.key);
    let found: LayerFiles | undefined;
    try {
      found = await inputs.layers(transformation, request.find, request);
      const { layers, headers } = found;
      const files: Files = { ...found.files, "": original.file };
      const { convertTo } = original.meta;
      const header = await inputs.readHeader(original, request);
      const { fonts, stoodIn } = inputs.fontsIn(files);
      const circumstances = { accepted, convertTo, headers, fonts, limits };
      const plan = await planWithMeasurements(
        transformation,
        header,
        circumstances,
        (measurement) => find(measurement, files, [{ path: "", original }, ...layers], request),
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
      found?.release();
      release();
    }
  };
}
