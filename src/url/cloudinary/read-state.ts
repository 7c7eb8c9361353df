import type { Names } from "../named.ts";
import type { Rewritten, Support } from "../rewriter.ts";
import type { Verdict } from "./component.ts";
import type { KnownSize } from "./size/known-size.ts";
import type { Variables } from "./variables.ts";
import type { Subject } from "./video/film.ts";

/** A rewritten URL, with what became of each of its parameters. */
export type CloudinaryRewritten = Rewritten & Required<Pick<Rewritten, "fates">>;

/** What is known while components are read in order, and what they were found to ask for. */
export interface ReadState {
  names: Names;
  variables: Variables;
  fates: (Verdict & Pick<Support, "token">)[];
  subject: Subject;
  /** How deep layers lie in layers. */
  depth: number;
  /** Pixels of the image so far, where the URL tells. */
  size?: KnownSize | undefined;
  /** `dpr`; the last one counts. */
  ratio?: number | "auto";
  attachment?: { name?: string };
  /** Rewrites a part of a URL, such as the components of a layer, with a state of its own. */
  rewrite(segments: readonly string[], state: ReadState): CloudinaryRewritten;
}
