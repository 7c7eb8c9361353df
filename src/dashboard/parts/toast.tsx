import { signal } from "@preact/signals";

/** The latest confirmation, shown briefly and announced by screen readers. */
const toast = signal<{ text: string; number: number } | undefined>(undefined);
let number = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export function showToast(text: string): void {
  number += 1;
  toast.value = { text, number };
  clearTimeout(timer);
  timer = setTimeout(() => {
    toast.value = undefined;
  }, 6000);
}

/** Stays in the page while empty: screen readers announce only changes of a live region. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toast.value && (
        <p key={toast.value.number} class="toast">
          {toast.value.text}
        </p>
      )}
    </div>
  );
}
