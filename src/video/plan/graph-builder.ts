import type { VideoFacts } from "../../render/engine/film/film.ts";
import type { LayerOperation, Operation, OperationOf } from "../../render/plan/operations.ts";
import type { Size } from "../../render/plan/size.ts";

/** The sound of another input, and the second at which it begins; below 0 a part of it is left out. */
export interface Sound {
  input: number;
  start: number;
}

/** An image, or another video, that is read as another input. */
export type Overlay = LayerOperation | Mask;

/** Opaque where the video is seen. */
interface Mask {
  do: "mask";
  size: Size;
  shape: OperationOf<"round"> | OperationOf<"oval">;
}

/** Builds a graph bit by bit: most filters follow the one before, some need a branch. */
export interface Builder {
  /** Whether frames may be transparent: those of a video that lies on another one. */
  hasAlpha: boolean;
  follow(filter: string): void;
  /** A label that nothing has yet. */
  fresh(): string;
  /** Starts a new part of the graph with what has been built so far as an input of this name. */
  label(): string;
  add(part: string): void;
  from(label: string): void;
  /** Names another input. */
  overlay(overlay: Overlay): { label: string; input: number };
  /** Has the sound of an input heard, from this second on. */
  hear(sound: Sound): void;
  /** What a video in a layer is like. */
  factsOf(path: string): VideoFacts;
  /** Does operations to what has been built so far. */
  run(operations: readonly Operation[], from: Size): Size;
}
