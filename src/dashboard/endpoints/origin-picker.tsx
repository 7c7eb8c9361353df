import { useId, useState } from "preact/hooks";
import { kindTitle } from "../origins/labels.ts";
import type { Origin } from "../origins/origin.ts";
import { Icon } from "../parts/icon.tsx";

/** How many matches are offered; more are found by typing more. */
const offered = 8;

/** Finds an origin by name and hands it over. */
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
        Add an origin to the end
      </label>
      {origins.length > offered && (
        <input
          id={id}
          type="search"
          value={filter}
          placeholder="Type a part of its name"
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <ul class="picks" id={origins.length > offered ? undefined : id}>
        {found.slice(0, offered).map((origin) => (
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
        {found.length > offered && <li class="muted">{found.length - offered} more</li>}
        {found.length === 0 && <li class="muted">No origin has this in its name</li>}
      </ul>
    </div>
  );
}
