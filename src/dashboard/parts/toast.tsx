import { signal } from "@preact/signals";

/** What was just done: seen for a moment, and read aloud. */
const said = signal<{ text: string; number: number } | undefined>(undefined);
let number = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  number += 1;
  said.value = { text, number };
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.value = undefined;
  }, 6000);
}

/** Stays in the page while it is empty: only what changes in a live region is read. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {said.value && (
        <p key={said.value.number} class="toast">
          {said.value.text}
        </p>
      )}
    </div>
  );
}
