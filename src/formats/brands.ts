/** The brands of an ISO base media file, which say what it holds. */
export function brandsOf(start: string): string {
  return start.startsWith("ftyp", 4) ? start.slice(8, 64) : "";
}
