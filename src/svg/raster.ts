import type { SvgSize } from "./length.ts";

/**
 * The size of a PNG, GIF or JPEG file in base64, from its header; undefined for others and for
 * broken ones, which are not drawn.
 */
export function rasterSize(base64: string): SvgSize | undefined {
  if (base64.startsWith("iVBORw0KGgo")) return sizeIn(base64, 24, readPng);
  if (base64.startsWith("R0lGOD")) return sizeIn(base64, 12, readGif);
  // A JPEG's size comes after its profile and its preview.
  return base64.startsWith("/9j/") ? sizeIn(base64, base64.length, readJpeg) : undefined;
}

function sizeIn(
  base64: string,
  bytes: number,
  read: (view: DataView) => SvgSize | undefined,
): SvgSize | undefined {
  try {
    const text = atob(base64.slice(0, Math.ceil(bytes / 3) * 4));
    const view = new DataView(Uint8Array.from(text, (char) => char.charCodeAt(0)).buffer);
    return read(view);
  } catch {
    return undefined; // It is no base64, or ends too early.
  }
}

function readPng(view: DataView): SvgSize {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function readGif(view: DataView): SvgSize {
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** The first frame header, markers C0 to CF but for three. */
function readJpeg(view: DataView): SvgSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // Padding.
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
