import type { Origin } from "./origin.ts";

/** Images that need no storage. */
type BuiltInImage = "blank" | "person";

/** One pixel that is transparent: the ground of a text that has no image. */
const blank =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQI12P4//8/AwAI/AL+XJ/P2gAAAABJRU5ErkJggg==";

/** Head and shoulders, for a profile whose own image is not to be had. */
const person =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">' +
  '<rect width="400" height="400" fill="#ccd6dd"/><circle cx="200" cy="155" r="75" fill="#f5f8fa"/>' +
  '<path d="M60 400a140 140 0 0 1 280 0z" fill="#f5f8fa"/></svg>';

const files: Record<BuiltInImage, { bytes: Uint8Array; contentType: string }> = {
  blank: {
    bytes: Uint8Array.from(atob(blank), (letter) => letter.charCodeAt(0)),
    contentType: "image/png",
  },
  person: { bytes: new TextEncoder().encode(person), contentType: "image/svg+xml" },
};

/** An origin that has these, each at the path of its name. */
export const builtInOrigin: Origin = {
  id: "built-in",
  name: "built-in",
  async fetch({ path }) {
    const file = Object.hasOwn(files, path) ? files[path as BuiltInImage] : undefined;
    if (!file) return undefined;
    const { bytes, contentType } = file;
    return {
      body: new Blob([bytes as BlobPart]).stream() as ReadableStream<Uint8Array>,
      bytes: bytes.length,
      contentType,
      etag: `"${path}-1"`,
    };
  },
};
