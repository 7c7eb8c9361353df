/**
 * What a rendition lacks that its original or its URL has: a letter that no font holds, a part of a
 * drawing. Named, so that a client sees more than a gap. A renderer does one job at a time.
 */
const names = new Set<string>();

/** The most names that one rendition carries. */
const mostNames = 50;

export function noteUndrawn(name: string): void {
  if (names.size < mostNames) names.add(name);
}

/** What was noted since the last time, in its order. */
export function takeUndrawn(): string[] {
  const taken = [...names];
  names.clear();
  return taken;
}

/** The name of a character, whatever a header can hold. */
export function nameOfCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${code}`;
}
