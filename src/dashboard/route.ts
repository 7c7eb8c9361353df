import { signal } from "@preact/signals";
import { linkTo, readPlace } from "./place.ts";

/** The current place. */
export const place = signal(readPlace(location.hash));

addEventListener("hashchange", () => {
  place.value = readPlace(location.hash);
});

export function goTo(parts: readonly string[], query: Record<string, string> = {}): void {
  location.hash = linkTo(parts, query);
}
