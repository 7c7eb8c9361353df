import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
const name = "tintype-theme";

export const theme = signal<Theme>(readTheme());

effect(() => {
  if (theme.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});

export function choose(next: Theme): void {
  theme.value = next;
  try {
    localStorage.setItem(name, next);
  } catch {
    // A browser that keeps nothing still shows it.
  }
}

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(name);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}
