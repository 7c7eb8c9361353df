import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputFormat } from "../../src/formats.ts";
import { defaultLimits } from "../../src/limits.ts";
import { openImage } from "../../src/render/engine/load.ts";
import { measured } from "../../src/render/engine/measuring/measured.ts";
import { probe } from "../../src/render/engine/probe.ts";
import { render } from "../../src/render/engine/render.ts";
import type { Header } from "../../src/render/plan/header.ts";
import { layerInputs } from "../../src/render/plan/layers/inputs.ts";
import { planWithMeasurements } from "../../src/render/plan/plan-with-measurements.ts";
import { parseTransformation } from "../../src/url/transformation.ts";
import { engine } from "./engine.ts";

const folder = mkdtempSync(join(tmpdir(), "tintype-rendition-"));
let written = 0;

/** A file with these bytes. */
export function stored(bytes: Uint8Array): string {
  written += 1;
  const file = join(folder, String(written));
  writeFileSync(file, bytes);
  return file;
}

/**
 * What the engine makes of an original, in the test's own process; undefined where the original is
 * to be delivered as it is.
 * @param layers images that `l-image,i-NAME` finds
 * @param left milliseconds until it has to be there
 */
export async function rendition(
  original: Uint8Array | string | { file: string },
  text: string,
  {
    accepted = [],
    layers = {},
    left = 30_000,
  }: {
    accepted?: OutputFormat[];
    layers?: Record<string, Uint8Array | string>;
    left?: number;
  } = {},
): Promise<Uint8Array | undefined> {
  const vips = await engine();
  const bytesOf = (file: Uint8Array | string) =>
    typeof file === "string" ? new TextEncoder().encode(file) : file;
  const isFile = typeof original === "object" && "file" in original;
  const file = isFile ? original.file : stored(bytesOf(original));
  const files: Record<string, string> = { "": file };
  for (const [name, layer] of Object.entries(layers)) files[name] = stored(bytesOf(layer));
  const headerOf = async (name: string) => {
    const { bytes, format } = await openImage(files[name] ?? name);
    return probe(vips, bytes, format);
  };
  const engines = { native: true, vips: engine, left: () => left };
  const transformation = parseTransformation(text);
  const headers = new Map<string, Header>();
  for (const name of layerInputs(transformation).images) headers.set(name, await headerOf(name));
  const plan = await planWithMeasurements(
    transformation,
    await headerOf(""),
    { accepted, headers, limits: defaultLimits },
    (measurement) => measured(engines, files, measurement),
  );
  if ("original" in plan) return undefined;
  return (await render(engines, { files, plan })).bytes;
}

/** The same where a rendition has to come out. */
export async function mustRender(...asked: Parameters<typeof rendition>): Promise<Uint8Array> {
  const bytes = await rendition(...asked);
  if (!bytes) throw new Error("The original would have been delivered");
  return bytes;
}
