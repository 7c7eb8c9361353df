import { extname } from "node:path";
import { type Format, formats } from "../formats.ts";
import { mediaTypeOfContainer } from "../video/plan/container.ts";

/** For originals that are no images, by the extension of their path. */
const byExtension: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".map": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".mov": "video/quicktime",
  ".otf": "font/otf",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".vtt": "text/vtt; charset=utf-8",
  ".wasm": "application/wasm",
  ".wav": "audio/wav",
  ".webm": "video/webm",
  ".webmanifest": "application/manifest+json",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".zip": "application/zip",
};

/** The type of an original: what its bytes say, else its extension, else what the origin said. */
export function mediaTypeOf(
  original: { format?: Format; contentType?: string; media?: { demuxer: string } },
  path: string,
): string {
  const { format, media, contentType = "" } = original;
  if (format) return formats[format].mediaType;
  const named = byExtension[extname(path).toLowerCase()];
  return named ?? (media && mediaTypeOfContainer(media.demuxer)) ?? parseMediaType(contentType);
}

const unknownType = "application/octet-stream";
const token = "[a-z0-9!#$&^_.+-]+";
const mediaType = new RegExp(
  `^(${token}/${token})(?:\\s*;.*?charset\\s*=\\s*"?([a-z0-9_.:-]+)"?.*|\\s*;.*)?$`,
);

/**
 * A `Content-Type` that others wrote, in one spelling: one type in lower case, and its charset.
 * Browsers read much that is no media type as HTML; what cannot be read here has no known type.
 */
export function parseMediaType(text: string): string {
  const [, type, charset] = mediaType.exec(text.trim().toLowerCase()) ?? [];
  if (type === undefined || text.includes(",")) return unknownType;
  return charset === undefined ? type : `${type}; charset=${charset}`;
}

/** Drawings, whatever they were called where they came from. */
export function isDrawing(contentType: string): boolean {
  return /^image\/svg(?:\+xml)?(?:;|$)/.test(parseMediaType(contentType));
}

const harmless = /^(?:image|video|audio|font)\/(?!svg\b)(?!.*[+/]xml\b)/;

/** Whether nothing in a file of this type could be run by a browser: images, films, sounds, fonts. */
export function isHarmless(contentType: string): boolean {
  return harmless.test(parseMediaType(contentType));
}
