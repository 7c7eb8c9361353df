import { Failure } from "../failure.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { namesStream } from "./stream-names.ts";
import { bareSeparators } from "./tokens.ts";

/** Throws ELIMIT when path and query together are too long. */
export function checkLength(
  target: string,
  { urlLength }: Pick<Limits, "urlLength"> = defaultLimits,
): void {
  if (target.length <= urlLength) return;
  throw new Failure("ELIMIT", `The URL is too long: at most ${urlLength} characters are allowed`);
}

/** What a URL says once host, ImageKit id and endpoint prefix are set aside. */
export interface Address {
  /** Decoded path of the original, without a leading slash. */
  path: string;
  /** The same path as it was received. */
  rawPath: string;
  /** The text of the transformation, path form first; undefined when none was asked. */
  transformation: string | undefined;
  /** What of the original the URL names; absent for the original itself. */
  view?: View;
  /** That the answer is to be saved as a file, and under which name when the URL gives one. */
  attachment?: { name?: string };
}

/** What stands behind an original's path: another thing than the file, and made of it. */
export type View =
  /** An image of a video, or the first page of what has pages. */
  | { kind: "still" }
  /** A video, whatever the path is called or the file is. */
  | { kind: "video" }
  /** A stream's manifest, or one of the files that it names. */
  | { kind: "stream"; file: string };

/**
 * Splits `[/ik-seo][/tr:TRANSFORMATION]/PATH[?tr=TRANSFORMATION&…]`. When both forms are there, the
 * query's steps follow the path's. The transformation may also stand behind the file's name,
 * `/PATH/tr:TRANSFORMATION`; a last segment that looks like a file's name is one even when it begins
 * with `tr:`.
 * Throws EINVAL for malformed percent-encoding in the path.
 *
 * Of the query, `tr` alone chooses what is rendered. `ik-attachment` and `ik-attachment-filename`
 * say how it is answered, `ik-s` and `ik-t` whether it may be. Whatever else is there means nothing
 * but another URL to caches in front (`updatedAt`, `v`), or nothing here (`ik-sanitizeSvg`,
 * `ik-sdk-version`); a signature covers that too.
 */
export function parseAddress(target: string): Address {
  const mark = target.indexOf("?");
  const segments = (mark < 0 ? target : target.slice(0, mark)).replace(/^\//, "").split("/");
  const query = mark < 0 ? "" : target.slice(mark + 1);

  const seo = segments[0] === "ik-seo";
  const at = segments.findIndex(
    (segment, i) => i < segments.length - 1 && isTransformation(segment),
  );
  const take = (index: number) =>
    index < 0 ? undefined : segments.splice(index, 1)[0]?.replace(/^tr(?::|%3[aA])/, "");
  const inPath = take(at);
  const behind = take(endsInTransformation(segments) ? segments.length - 1 : -1);
  const texts = [inPath, behind, firstValue(query, "tr")]
    .filter((text) => text !== undefined)
    .map(bareSeparators);
  const attachment = attachmentIn(query);
  const view = takeView(segments);

  const rawPath = (seo ? withoutSeoName(segments) : segments).join("/");
  return {
    path: decodePath(rawPath),
    rawPath,
    transformation: texts.length > 0 ? texts.filter((text) => text !== "").join(":") : undefined,
    ...(view === undefined ? {} : { view }),
    ...(attachment === undefined ? {} : { attachment }),
  };
}

/** What a name that stands behind a path says. Source: ImageKit, video transformation. */
function viewNamed(name: string): View | undefined {
  if (name === "ik-thumbnail.jpg") return { kind: "still" };
  if (name === "ik-video.mp4" || name === "ik-gif-video.mp4") return { kind: "video" };
  return namesStream(name) ? { kind: "stream", file: name } : undefined;
}

/**
 * Takes `VIDEO/ik-thumbnail.jpg` apart. `ik-video.mp4` may stand before another one: it says that a
 * path without an extension is a video.
 */
function takeView(segments: string[]): View | undefined {
  const last = segments.at(-1) ?? "";
  const view = segments.length > 1 ? viewNamed(last) : undefined;
  if (!view) return undefined;
  segments.pop();
  if (view.kind !== "video") takeView(segments);
  return view;
}

/** Whether a path ends in a name that stands for what is made of a video. */
export function endsInView(segments: readonly string[]): boolean {
  return takeView([...segments]) !== undefined;
}

/**
 * `ik-seo/old-name/any-words.jpg` is `old-name.jpg`: the words are for search engines. Where too
 * little follows it, `ik-seo` is a folder like any other.
 * Source: https://imagekit.io/docs/dynamic-seo-suffix
 */
function withoutSeoName(segments: string[]): string[] {
  if (segments.length < 3) return segments;
  const [extension = ""] = /\.[^.]+$/.exec(segments.at(-1) ?? "") ?? [];
  return [segments.slice(1, -1).join("/") + extension];
}

/**
 * Whether a path ends in a transformation, `/one.jpg/tr:w-300`, as many image components for
 * ImageKit write it: behind a name with an extension, or without an extension of its own.
 */
export function endsInTransformation(segments: readonly string[]): boolean {
  const [name = "", last = ""] = segments.slice(-2);
  const extension = /\.[a-z][a-z0-9]{1,4}$/i;
  if (segments.length < 2 || name === "" || !isTransformation(last)) return false;
  return extension.test(name) || !extension.test(last);
}

function isTransformation(segment: string): boolean {
  return /^tr(?::|%3a)/i.test(segment) && segment.startsWith("tr");
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    throw new Failure("EINVAL", "Cannot read the path: malformed percent-encoding");
  }
}

/**
 * Throws EINVAL for a path with control characters, which no image is called by: they would end a
 * line of a log, a header or a name somewhere on the way to the storage.
 */
export function checkPath(path: string): void {
  if (!/\p{Cc}/u.test(path)) return;
  throw new Failure("EINVAL", "Cannot read the path: it holds control characters");
}

/** Percent-encodes each segment; the slashes between them stay. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Characters of a file name; what is longer no file system takes. */
const maxNameLength = 255;

/** Only `ik-attachment=true` asks for a file; the name alone does not. */
function attachmentIn(query: string): Address["attachment"] {
  if (firstValue(query, "ik-attachment") !== "true") return undefined;
  const given = decodeLoosely(firstValue(query, "ik-attachment-filename") ?? "");
  // Line breaks would end the header, separators name a folder, and marks of direction have
  // `gpj.exe` read `exe.jpg`.
  const plain = given.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}/\\]/gu, "").trim();
  const name = [...plain].slice(0, maxNameLength).join("");
  return /^\.*$/.test(name) ? {} : { name };
}

/** The first value of a parameter, as received; empty where it has none. */
function firstValue(query: string, name: string): string | undefined {
  const pair = query.split("&").find((text) => text === name || text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

/** Decoded where that can be done. */
function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A URL endpoint as far as routing goes. */
export interface Routed {
  /** First path segment that leads here; empty for the default endpoint. */
  urlPrefix: string;
  /** Host names, lower case, that lead here without a prefix. */
  hostnames: readonly string[];
}

/**
 * Finds the URL endpoint of a request and the rest of its target: the custom domain first, then the
 * first path segment, then the default endpoint. `id` is an ImageKit id that may stand in front.
 */
export function route<E extends Routed>(
  target: string,
  hostname: string,
  endpoints: readonly E[],
  id: string | undefined,
): { endpoint: E; rest: string } | undefined {
  const rest = id === undefined ? target : (afterSegment(target, id) ?? target);
  const custom = endpoints.find(({ hostnames }) => hostnames.includes(hostname.toLowerCase()));
  if (custom) return { endpoint: custom, rest };
  for (const endpoint of endpoints) {
    if (endpoint.urlPrefix === "") continue;
    const inside = afterSegment(rest, endpoint.urlPrefix);
    if (inside !== undefined) return { endpoint, rest: inside };
  }
  const fallback = endpoints.find(({ urlPrefix }) => urlPrefix === "");
  return fallback && { endpoint: fallback, rest };
}

function afterSegment(target: string, segment: string): string | undefined {
  return target.startsWith(`/${segment}/`) ? target.slice(segment.length + 1) : undefined;
}
