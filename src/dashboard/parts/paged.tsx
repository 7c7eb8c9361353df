import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { whole } from "../labels.ts";

/** Rows rendered at once: a thousand would slow down every key press. */
const pageSize = 50;

/** A list in pages, with a filter when it is long. */
export function Paged<T>({
  items,
  what,
  textOf,
  children,
}: {
  items: readonly T[];
  what: string;
  /** The text that the filter searches. */
  textOf: (item: T) => string;
  children: (item: T) => ComponentChildren;
}) {
  const [filter, setFilter] = useState("");
  const [page, setPage] = useState(0);
  const id = useId();
  const words = filter.toLowerCase().split(/\s+/);
  const found = items.filter((item) => {
    const text = textOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const shown = Math.min(page, pages - 1);
  const rows = found.slice(shown * pageSize, (shown + 1) * pageSize);
  return (
    <>
      {items.length > 8 && (
        <div class="filter">
          <label class="label" for={id}>
            Filter {what}
          </label>
          <input
            id={id}
            type="search"
            value={filter}
            onInput={(event) => {
              setFilter(event.currentTarget.value);
              setPage(0);
            }}
          />
          <span class="muted" role="status">
            {whole(found.length)} of {whole(items.length)}
          </span>
        </div>
      )}
      <ul class="rows">{rows.map(children)}</ul>
      {pages > 1 && (
        <nav class="pages" aria-label={`Pages of ${what}`}>
          <button
            type="button"
            class="button small"
            disabled={shown === 0}
            onClick={() => setPage(shown - 1)}
          >
            Previous
          </button>
          <span>
            Page {shown + 1} of {pages}
          </span>
          <button
            type="button"
            class="button small"
            disabled={shown === pages - 1}
            onClick={() => setPage(shown + 1)}
          >
            Next
          </button>
        </nav>
      )}
    </>
  );
}
