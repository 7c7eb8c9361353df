import type { Transformation } from "./transformation.ts";

/** How well a parameter is rendered. */
export type Exactness = "exact" | "approximate" | "ignored";

/** What becomes of one parameter of a URL. */
export interface Support {
  /** As it stood there. */
  token: string;
  fate: Exactness;
  /** What differs, or why it has no effect. */
  note?: string;
  /** Whether only bytes or quality differ, which is not seen beside what the service answers. */
  unseen?: true;
}

/** What a URL of another service asks for, in our words. */
export interface Rewritten {
  /** Undefined where the original is wanted as it is. */
  transformation: Transformation | undefined;
  /** What has no effect, as it stood in the URL: what cannot be made, and invalid values. */
  ignored: string[];
  /** The part of `ignored` that the service knows and we cannot make. */
  unsupported: string[];
  /** What is rendered, but not exactly as the service does. */
  approximate: string[];
  /** The part of `ignored` and `approximate` of which nothing is seen, where the dialect tells. */
  unseen?: string[];
  /** All of them one by one, where the service's dialect tells. */
  fates?: Support[];
  /** Whether the answer is to be saved as a file, and under which name. */
  attachment?: { name?: string };
}

/** The query of a target, without its question mark. */
export function queryOf(target: string): string {
  const mark = target.indexOf("?");
  return mark < 0 ? "" : target.slice(mark + 1);
}

/** One parameter of a query. */
export interface Asked {
  name: string;
  /** Decoded. */
  value: string;
  /** Both, as they stood in the URL. */
  token: string;
}

/** Takes a query apart; what cannot be decoded stays as it is. */
export function readQuery(query: string): Asked[] {
  return query
    .replace(/^\?/, "")
    .split("&")
    .filter((token) => token !== "")
    .map((token) => {
      const at = token.indexOf("=");
      const name = at < 0 ? token : token.slice(0, at);
      return { name: decode(name), value: at < 0 ? "" : decode(token.slice(at + 1)), token };
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
