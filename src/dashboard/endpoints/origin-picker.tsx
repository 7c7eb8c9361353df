import { useId, useState } from "preact/hooks";
import { kindTitle } from "../origins/labels.ts";
import type { Origin } from "../origins/origin.ts";
import { Icon } from "../parts/icon.tsx";

/** Matches shown at once; typing more narrows them. */
const matchesShown = 8;

/** Finds an origin by name. */
export function OriginPicker({
  origins,
  onPick,
}: {
  origins: Origin[];
  onPick: (origin: Origin) => void;
}) {
  const [filter, setFilter] = useState("");
  const id = useId();
  if (origins.length === 0) return null;
  const found = origins.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  return (
    <div class="picker">
      <label class="label" for={id}>
        Add an origin
      </label>
      {origins.length > matchesShown && (
        <input
          id={id}
          type="search"
          value={filter}
          placeholder="Search by name"
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <ul class="picks" id={origins.length > matchesShown ? undefined : id}>
        {found.slice(0, matchesShown).map((origin) => (
          <li key={origin.id}>
            <button
              type="button"
              class="button small"
              aria-label={`Add ${origin.name}`}
              onClick={() => onPick(origin)}
            >
              <Icon name="plus" />
              {origin.name}
              <span class="muted">{kindTitle(origin.type)}</span>
            </button>
          </li>
        ))}
        {found.length > matchesShown && <li class="muted">{found.length - matchesShown} more</li>}
        {found.length === 0 && <li class="muted">No matching origins</li>}
      </ul>
    </div>
  );
}
