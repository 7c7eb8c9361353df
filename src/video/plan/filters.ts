import type { VideoFacts } from "../../render/engine/film/film.ts";
import type { Operation } from "../../render/plan/operations.ts";
import type { Size } from "../../render/plan/size.ts";
import { apply, squarePixels } from "./frame-filters.ts";
import type { Builder, Overlay, Sound } from "./graph-builder.ts";
import { overlayFilm, overlayImage } from "./layer-filters.ts";
import { notDone } from "./undone.ts";

/** A graph of FFmpeg's filters, and what it needs beside the video. */
export interface FilterGraph {
  text: string;
  overlays: Overlay[];
  /** Sounds that are heard beside that of the video. */
  sounds: Sound[];
}

/** What a video is before anything is done to it. */
interface Start {
  /** Label of the input. */
  input: string;
  hasSquarePixels: boolean;
  from: Size;
  /** Even sides, as the encoder needs them. */
  size: Size;
  frameRate?: number | undefined;
  /** Whether 256 colours have to do, chosen by the video. */
  palette: boolean;
  /** Names of what the URL asks for and no filter does, for the client. */
  undone: readonly string[];
  /** Videos in layers, by the path of their original. */
  films: ReadonlyMap<string, VideoFacts>;
}

/**
 * The filters that do to each frame what an image's plan does to an image; the result is `[v]`.
 * Pure. ENOTSUP for what is not done to videos, by name.
 */
export function filterGraph(operations: readonly Operation[], start: Start): FilterGraph {
  const { input, hasSquarePixels, from, size, frameRate, palette, undone, films } = start;
  const parts: string[] = [];
  const overlays: Overlay[] = [];
  const sounds: Sound[] = [];
  let current: string[] = [];
  let head = `[${input}]`;
  let labels = 0;
  const fresh = () => {
    labels += 1;
    return `[x${labels}]`;
  };
  const build: Builder = {
    hasAlpha: false,
    follow: (filter) => void current.push(filter),
    fresh,
    label() {
      const name = fresh();
      parts.push(`${head}${current.length > 0 ? current.join(",") : "null"}${name}`);
      current = [];
      head = name;
      return name;
    },
    add: (part) => void parts.push(part),
    from(label) {
      head = label;
      current = [];
    },
    overlay(overlay) {
      const input = overlays.push(overlay);
      return { label: `[${input}:v]`, input };
    },
    hear: (sound) => void sounds.push(sound),
    factsOf(path) {
      const facts = films.get(path);
      if (facts) return facts;
      throw new Error(`Nothing is known of the video ${path}`);
    },
    run(operations, from) {
      let now = from;
      for (const operation of operations) {
        const after = step(operation, now, build);
        if (!after) throw notDone(undone.length > 0 ? undone : [operation.do]);
        now = after;
      }
      return now;
    },
  };

  if (frameRate !== undefined) build.follow(`fps=${frameRate}`);
  squarePixels(operations, { hasSquarePixels, ...from }, build);
  const now = build.run(operations, from);
  if (now.width > size.width || now.height > size.height) {
    build.follow(`crop=${size.width}:${size.height}:0:0`);
  } else if (now.width < size.width || now.height < size.height) {
    build.follow(`scale=${size.width}:${size.height}`);
  }
  build.follow("setsar=1");
  if (palette) {
    const input = build.label();
    const [colours, plain, found] = [fresh(), fresh(), fresh()];
    build.add(`${input}split${colours}${plain}`);
    build.add(`${colours}palettegen${found}`);
    build.from(`${plain}${found}`);
    build.follow("paletteuse");
  }
  parts.push(`${head}${current.join(",")}[v]`);
  return { text: parts.join(";"), overlays, sounds };
}

function step(operation: Operation, now: Size, build: Builder): Size | undefined {
  if (operation.do !== "layer") return apply(operation, now, build);
  // One that would begin behind the end has nothing that could be read.
  if (operation.film?.seconds === 0) return now;
  if (operation.film) overlayFilm(operation, operation.film, build);
  else overlayImage(operation, build);
  return now;
}
