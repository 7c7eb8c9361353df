const rasterTypes = new Set(
  ["png", "jpeg", "jpg", "gif", "webp"].map((type) => `data:image/${type};base64`),
);

/** How PNG, JPEG, GIF and WebP files begin, in base64; an SVG that says it is one does not. */
const raster = /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR)[A-Za-z0-9+/]*={0,2}$/;

/** White space, control and invisible characters, which URL parsers skip here and there. */
const skipped = /[\p{Cc}\p{Cf}\p{Z}]+/gu;

/**
 * A reference that leads nowhere outside the document, without skipped characters: empty or
 * `#id`, and where a `picture` is shown also a raster picture written down in place.
 * Undefined for any other.
 */
export function innerReference(value: string, picture: boolean): string | undefined {
  const href = value.replace(skipped, "");
  if (href === "" || href.startsWith("#")) return href;
  if (!picture) return undefined;
  const comma = href.indexOf(",");
  const type = href.slice(0, Math.max(0, comma)).toLowerCase();
  const data = href.slice(comma + 1);
  return rasterTypes.has(type) && raster.test(data) ? `${type},${data}` : undefined;
}
