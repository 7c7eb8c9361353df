import type { Exactness } from "../rewriter.ts";
import type { PlainStep } from "../transformation.ts";

/** What a value asks for, in our words; with a note where the image is only roughly the same. */
interface Made {
  fields: PlainStep;
  note?: string;
  /** Whether only bytes or quality differ. */
  unseen?: true;
}

/** A value that Cloudinary knows and we cannot make, and why. */
interface Cannot {
  cannot: string;
  /** Whether nothing of that is seen. */
  unseen?: true;
}

/** What a value comes to; undefined when it is none. */
export type Reading = Made | Cannot | undefined;

/** A row of the tables of parameters, effects and flags. */
export interface Row {
  /** One line for people; the documents print it. */
  meaning: string;
  /** What becomes of it at best: single values may fare worse. */
  fate: Exactness;
  /** What differs, or why it cannot be made. */
  note?: string;
  /** Whether only bytes or quality differ. */
  unseen?: true;
}

/** A row of what cannot be made. */
export function refused(meaning: string, note: string): Row {
  return { meaning, fate: "ignored", note };
}

/** The row of this name; safe for names such as `constructor`. */
export function rowOf<R extends Row>(table: Record<string, R>, name: string): R | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
