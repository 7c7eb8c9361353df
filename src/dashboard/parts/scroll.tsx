import type { ComponentChildren } from "preact";

/** Content that may be wider than the page; scrolls with the keyboard as well. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus, no key scrolls it
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
