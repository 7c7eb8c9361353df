import { readFile } from "node:fs/promises";
import type { DiskCache } from "../cache/disk.ts";
import { type Original, versionKey } from "../cache/original.ts";
import type { Originals } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import { isDecodable } from "../formats.ts";
import type { Limits } from "../limits.ts";
import type { VideoFacts } from "../render/engine/film/film.ts";
import { undecodable } from "../render/engine/load.ts";
import type { FontLibrary, FontLocation } from "../render/fonts/library.ts";
import type { Scene } from "../render/plan/context.ts";
import type { Header } from "../render/plan/header.ts";
import { layerInputs } from "../render/plan/layers/inputs.ts";
import { onVideosOnly } from "../render/plan/layers/time.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Files } from "../render/pool/protocol.ts";
import { standInFor } from "../url/parameters/font-family.ts";
import type { Transformation } from "../url/transformation.ts";
import { headerOf } from "../video/plan/clip.ts";
import type { MediaFacts } from "../video/plan/facts.ts";
import { decodeSubtitles, parseSubtitles, scenesOf } from "../video/plan/subtitles.ts";
import type { ReadMedia } from "./video/media.ts";

/** How long a request waits for a renderer, and whose it is. */
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
  /** Videos, and the texts of subtitles as they follow each other. */
  films: Map<string, Film>;
  scenes: Map<string, readonly Scene[]>;
  /** Lets the cache evict them again. */
  release(): void;
}

/** A video in a layer. */
interface Film {
  file: string;
  facts: MediaFacts & { video: VideoFacts };
}

export interface InputServices {
  disk: DiskCache;
  originals: Originals;
  pool: Pool;
  /** Fonts that a text may name. */
  fonts: FontLibrary;
  limits: Limits;
  readMedia: ReadMedia;
}

export type RenderInputs = ReturnType<typeof createRenderInputs>;

/** Finds what lies in layers, and reads the headers of images. */
export function createRenderInputs(services: InputServices) {
  const { disk, originals, pool, fonts, limits, readMedia } = services;
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

  /** A video that is to lie on another one. EFORMAT for what is none. */
  async function readFilm(path: string, original: Original, request: RenderWaiting): Promise<Film> {
    const { timeout, signal } = waiting(request);
    const facts = await readMedia(original, { timeout, signal }, true);
    const { video } = facts ?? {};
    if (facts && video && !video.isCover && facts.seconds > 0) {
      return { file: original.file, facts: { ...facts, video } };
    }
    throw new Failure("EFORMAT", `The layer's file ${path.slice(0, 200)} is no video`);
  }

  return {
    readHeader,

    /**
     * Finds fonts by their families, or by the letters that they have, and adds their files to a job's.
     * @returns what stands in for another is noted in `stoodIn`, as `Arimo for Arial`
     */
    fontsIn(files: Files) {
      const stoodIn = new Set<string>();
      const needed = (font: FontLocation): FontLocation => {
        files[font.file] = font.file;
        return font;
      };
      const found: Pick<FontLibrary, "find" | "holding"> = {
        find(name, style) {
          const font = fonts.find(name, style);
          const instead = standInFor(name);
          if (!font && instead !== undefined) stoodIn.add(`${instead} for ${name}`);
          return font && needed(font);
        },
        holding: (text, style) => fonts.holding(text, style).map(needed),
      };
      return { fonts: found, stoodIn };
    },

    /**
     * @param find another original of the same endpoint: a layer's image or a font
     * @param cut what is made of a video; undefined for an image, on which no video is laid
     */
    async layers(
      transformation: Transformation,
      find: (path: string) => Promise<Original>,
      request: RenderWaiting,
      cut?: { start: number; seconds: number },
    ): Promise<LayerFiles> {
      const inputs = layerInputs(transformation, limits);
      if (!cut && inputs.videos.length > 0) throw onVideosOnly("l-video");
      if (!cut && inputs.subtitles.length > 0) throw onVideosOnly("l-subtitles");
      const releases: (() => void)[] = [];
      let isReleased = false;
      const release = () => {
        isReleased = true;
        for (const each of releases) each();
      };
      try {
        const layers = await Promise.all(
          Object.values(inputs)
            .flat()
            .map(async (path) => {
              const found = await find(path);
              // One that is found when another has failed already is used by no one.
              if (!isReleased) releases.push(disk.pin(found.key));
              return { path, original: found };
            }),
        );
        const files: Files = {};
        const headers = new Map<string, Header>();
        const films = new Map<string, Film>();
        const scenes = new Map<string, readonly Scene[]>();
        for (const { path, original: found } of layers) {
          files[path] = found.file;
          if (inputs.images.includes(path)) headers.set(path, await readHeader(found, request));
          if (inputs.videos.includes(path)) {
            const film = await readFilm(path, found, request);
            films.set(path, film);
            const { seconds, audio, video } = film.facts;
            headers.set(path, headerOf(video, { seconds, hasSound: audio !== undefined }));
          }
          if (inputs.subtitles.includes(path) && cut) {
            scenes.set(path, scenesOf(parseSubtitles(await readText(found)), cut));
          }
        }
        return { layers, files, headers, films, scenes, release };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** Bytes of subtitles, which a long film has less than a tenth of. */
const mostSubtitleBytes = 1024 * 1024;

async function readText({ file, bytes }: Original): Promise<string> {
  if (bytes > mostSubtitleBytes) {
    const message = `The subtitles are too large: at most ${mostSubtitleBytes} bytes are read`;
    throw new Failure("ELIMIT", message);
  }
  return decodeSubtitles(await readFile(file));
}

/** As the pool reads it. */
export function waiting({ left, client, signal }: RenderWaiting) {
  return { timeout: left(), client, signal };
}
