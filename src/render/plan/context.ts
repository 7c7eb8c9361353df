import type { PlainStep } from "../../url/transformation.ts";
import type { FontStyle } from "../fonts/library.ts";
import type { FaceSearch } from "./faces/face-search.ts";
import type { Header } from "./header.ts";
import type { Measure } from "./measurement.ts";
import type { ObjectSearch } from "./objects/object-search.ts";
import type { Film, ImagePlan, TextSource } from "./operations.ts";
import type { PeopleSearch } from "./people/people-search.ts";
import type { Size } from "./size.ts";

/** Everything that planning may look at. */
export interface Context {
  /** Headers of the originals of layers, by their path. */
  headers: ReadonlyMap<string, Header>;
  /** Seconds that the video lasts which is made; undefined for an image. */
  seconds: number | undefined;
  /** Times of steps whose video later steps cut. */
  times: ReadonlyMap<PlainStep, StepTime>;
  /** Seconds of the beginning that later steps cut off. */
  cutLater: number;
  /** Texts of the subtitles in layers, by their path, as they follow each other. */
  scenes: ReadonlyMap<string, readonly Scene[]>;
  /** Refuses an original of too many pixels. */
  checkSource(what: string, size: Size): void;
  /** Refuses an image of too many pixels. */
  check(what: string, size: Size): void;
  /** The font that a name means, or what stands in for it. */
  font(name: string, style: FontStyle): Pick<TextSource, "font" | "face" | "family">;
  /** Fonts for the letters of a text that the bundled ones lack. */
  standIns(text: string, style: FontStyle): Pick<TextSource, "standIns">;
  /** Faces of the original that is planned, looked for when a step first needs them. */
  facesOf: FaceSearch;
  /** Objects of an original, likewise. */
  objectsOf: ObjectSearch;
  /** People of an original, likewise. */
  peopleOf: PeopleSearch;
  /** Notes what the rendition will lack. */
  lacks(what: string): void;
  /** What the pixels have told, asked in the order of planning. */
  measure: Measure;
}

/** Of a video, as a step leaves it. */
type StepTime = Pick<Context, "cutLater"> & { seconds: number };

/** A text that is shown for some seconds; or none. */
export interface Scene {
  seconds: number;
  text: string;
}

/** An image that is laid over another, and how large it is. */
export interface PlannedLayer {
  image: ImagePlan;
  size: Size;
  /** Where it is a video. */
  film?: Film;
}
