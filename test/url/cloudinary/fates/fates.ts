/** What becomes of a component. */
export type Outcome = "exact" | "approximate" | "refused";

/** By option of a client: the components that it writes, by what becomes of them. */
export type Fates = Record<string, Partial<Record<Outcome, string[]>>>;

/** Components, of which none holds a blank. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
