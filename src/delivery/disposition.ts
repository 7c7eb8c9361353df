/**
 * `Content-Disposition` for a file that is to be saved: an ASCII name for everyone, and the name as
 * it is where that is another (RFC 6266, 4.3; RFC 8187, 3.2).
 */
export function dispositionOf(name: string): string {
  const plain = name.replace(/["\\]|[^\x20-\x7e]/gu, "_");
  const exact = plain === name ? "" : `; filename*=UTF-8''${encoded(name)}`;
  return `attachment; filename="${plain}"${exact}`;
}

/** `attr-char` only: `encodeURIComponent` leaves four characters that it does not have. */
function encoded(name: string): string {
  const percent = (character: string) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, percent);
}
