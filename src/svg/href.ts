/** How raster files begin, in base64; an SVG that says it is one does not. */
const signatures: [start: RegExp, type: string][] = [
  [/^iVBORw0KGgo/, "image/png"],
  [/^\/9j\//, "image/jpeg"],
  [/^R0lGOD/, "image/gif"],
  [/^UklGR/, "image/webp"],
  [/^Qk[0-9]/, "image/bmp"],
  [/^AAABAA[A-Za-z]A/, "image/x-icon"],
  // A box of any length of a few bytes, `ftyp`, and a brand of AVIF.
  [/^AAAA[A-Za-z0-9+/]{2}Z0eXBhdml[mz]/, "image/avif"],
];

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** White space, control and invisible characters, which URL parsers skip here and there. */
const skipped = /[\p{Cc}\p{Cf}\p{Z}]+/gu;

/**
 * A reference that leads nowhere outside the document, without skipped characters: empty or
 * `#id`, and where a `image` is shown also a raster image written down in place, in base64 and
 * by the type that its bytes have: browsers look at those, too. Undefined for any other.
 */
export function innerReference(value: string, image: boolean): string | undefined {
  const href = value.replace(skipped, "");
  if (href === "" || href.startsWith("#")) return href;
  if (!image || !/^data:/i.test(href)) return undefined;
  const comma = href.indexOf(",");
  const [type = "", ...parameters] = href
    .slice("data:".length, Math.max(5, comma))
    .toLowerCase()
    .split(";");
  if (comma < 0 || !isImageType(type)) return undefined;
  const content = href.slice(comma + 1);
  const data = parameters.includes("base64") ? unescaped(content) : encoded(content);
  if (data === undefined || !base64.test(data)) return undefined;
  const found = signatures.find(([start]) => start.test(data));
  return found && `data:${found[1]};base64,${data}`;
}

const drawing = /^data:image\/svg\+xml\s*(;[^,]*)?,(.*)$/is;

/** The bytes of a drawing that is written down in place; undefined for any other reference. */
export function drawingIn(value: string): Uint8Array | undefined {
  // What URL parsers skip, and where they take a fragment to begin.
  const href = value
    .replace(/[\t\r\n]/g, "")
    .trim()
    .replace(/#.*$/s, "");
  const [whole, parameters = "", content = ""] = drawing.exec(href) ?? [];
  if (whole === undefined) return undefined;
  try {
    if (!/;\s*base64\s*$/i.test(parameters)) return percentDecoded(content);
    const text = atob(percentText(content).replace(skipped, ""));
    return Uint8Array.from(text, (char) => char.charCodeAt(0));
  } catch {
    return undefined; // It is no base64.
  }
}

/** A reference to a drawing that goes along, and the drawing of such a reference. */
export const drawingReference = (bytes: Uint8Array) => `${drawingStart}${base64Of(bytes)}`;
export const drawingStart = "data:image/svg+xml;base64,";

function percentDecoded(text: string): Uint8Array {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [part = "", hex] of text.matchAll(/%([0-9a-f]{2})|[^%]+|%/gi)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else for (const byte of encoder.encode(part)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function percentText(text: string): string {
  return new TextDecoder().decode(percentDecoded(text));
}

function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  }
  return btoa(parts.join(""));
}

/** Without a type, or with that of any file, bytes are looked at as well. */
function isImageType(type: string): boolean {
  return type === "" || type === "application/octet-stream" || /^image\/[-\w.]+$/.test(type);
}

function unescaped(text: string): string | undefined {
  try {
    return text.includes("%") ? decodeURIComponent(text).replace(skipped, "") : text;
  } catch {
    return undefined;
  }
}

/** Percent-encoded bytes in base64; undefined for what is not in ASCII. */
function encoded(text: string): string | undefined {
  if (/[^\x21-\x7e]/.test(text)) return undefined;
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return btoa(bytes);
}
