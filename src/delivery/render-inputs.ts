import type { DiskCache } from "../cache/disk.ts";
import { type Original, type Originals, versionKey } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import { isDecodable } from "../formats.ts";
import type { Limits } from "../limits.ts";
import { undecodable } from "../render/engine/load.ts";
import type { FontLibrary, FontStyle } from "../render/fonts/library.ts";
import type { Header } from "../render/plan/header.ts";
import { layerInputs } from "../render/plan/plan.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Files } from "../render/pool/protocol.ts";
import { standInFor } from "../url/parameters/font-family.ts";
import type { Transformation } from "../url/transformation.ts";

/** Someone waits for a renderer. */
export interface RenderWaiting {
  /** Milliseconds that are left. */
  left(): number;
  /** Whom the work is counted for. */
  client: string | undefined;
  /** Aborts when no request waits any more. */
  signal: AbortSignal;
}

/** What the layers of a transformation need. */
export interface LayerFiles {
  layers: { path: string; original: Original }[];
  files: Files;
  headers: Map<string, Header>;
  /** Lets the cache evict them again. */
  release(): void;
}

export interface InputServices {
  disk: DiskCache;
  originals: Originals;
  pool: Pool;
  /** Fonts that a text may name. */
  fonts: FontLibrary;
  limits: Limits;
}

/** Finds images and fonts in layers, and reads the headers of images. */
export function createRenderInputs({ disk, originals, pool, fonts, limits }: InputServices) {
  const probes = createSingleFlight<Header>();

  async function readHeader(original: Original, request: RenderWaiting): Promise<Header> {
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
    return probes(versionKey(original), probe, request.signal);
  }

  return {
    readHeader,

    /**
     * Finds fonts by their families, and adds their files to a job's.
     * @returns what stands in for another is noted in `stoodIn`, as `Arimo for Arial`
     */
    fontsIn(files: Files) {
      const stoodIn = new Set<string>();
      const fontOf = (name: string, style: FontStyle) => {
        const file = fonts.find(name, style);
        const instead = standInFor(name);
        if (file === undefined && instead !== undefined) stoodIn.add(`${instead} for ${name}`);
        if (file !== undefined) files[file] = file;
        return file;
      };
      return { fontOf, stoodIn };
    },

    /** @param find another original of the same endpoint: a layer's image or a font */
    async layers(
      transformation: Transformation,
      find: (path: string) => Promise<Original>,
      request: RenderWaiting,
    ): Promise<LayerFiles> {
      const inputs = layerInputs(transformation, limits);
      const releases: (() => void)[] = [];
      const release = () => {
        for (const each of releases) each();
      };
      try {
        const layers = await Promise.all(
          [...inputs.images, ...inputs.fonts].map(async (path) => {
            const found = await find(path);
            releases.push(disk.pin(found.key));
            return { path, original: found };
          }),
        );
        const files: Files = {};
        const headers = new Map<string, Header>();
        for (const { path, original: found } of layers) {
          files[path] = found.file;
          if (inputs.images.includes(path)) headers.set(path, await readHeader(found, request));
        }
        return { layers, files, headers, release };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** As the pool reads it. */
export function waiting({ left, client, signal }: RenderWaiting) {
  return { timeout: left(), client, signal };
}
