import { extname } from "node:path";
import { type Format, formats } from "../formats.ts";

/** For originals that are no pictures, by the extension of their path. */
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
  original: { format?: Format; contentType?: string },
  path: string,
): string {
  if (original.format) return formats[original.format].mediaType;
  return (
    byExtension[extname(path).toLowerCase()] ?? original.contentType ?? "application/octet-stream"
  );
}
