import { useState } from "preact/hooks";
import { type Endpoint, endpointsOf } from "../endpoints/endpoint.ts";
import { Browser } from "../origins/browse.tsx";
import type { Origin } from "../origins/origin.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Panel } from "../parts/page.tsx";

interface OriginalProps {
  endpoints: Endpoint[];
  origins: Origin[];
  endpoint: Endpoint | undefined;
  path: string;
  onEndpoint: (id: string) => void;
  onPath: (path: string) => void;
}

/** The original: an endpoint, and a path that is typed or picked by browsing. */
export function Original(props: OriginalProps) {
  const { endpoints, origins, endpoint, path, onEndpoint, onPath } = props;
  const [browsing, setBrowsing] = useState(false);
  const own = origins.filter((origin) => endpoint && endpointsOf(origin, [endpoint]).length > 0);
  return (
    <Panel title="Original">
      <label class="stacked">
        <span class="label">URL endpoint</span>
        <select value={endpoint?.id} onChange={(event) => onEndpoint(event.currentTarget.value)}>
          {endpoints.map(({ id, description }) => (
            <option key={id} value={id}>
              {description}
            </option>
          ))}
        </select>
      </label>
      <label class="stacked">
        <span class="label">Path</span>
        <input
          value={path}
          spellcheck={false}
          autocapitalize="none"
          autocomplete="off"
          placeholder="folder/image.jpg"
          onInput={(event) => onPath(event.currentTarget.value)}
        />
      </label>
      {own.length > 0 && (
        <button type="button" class="button small" onClick={() => setBrowsing(true)}>
          <Icon name="folder" />
          Browse
        </button>
      )}
      {browsing && (
        <BrowseDialog
          origins={own}
          onClose={() => setBrowsing(false)}
          onPick={(picked) => {
            onPath(picked);
            setBrowsing(false);
          }}
        />
      )}
    </Panel>
  );
}

function BrowseDialog({
  origins,
  onPick,
  onClose,
}: {
  origins: Origin[];
  onPick: (path: string) => void;
  onClose: () => void;
}) {
  const [id, setId] = useState(origins[0]?.id ?? "");
  return (
    <Dialog title="Choose an original" onClose={onClose}>
      {origins.length > 1 && (
        <label class="stacked">
          <span class="label">Origin</span>
          <select value={id} onChange={(event) => setId(event.currentTarget.value)}>
            {origins.map((origin) => (
              <option key={origin.id} value={origin.id}>
                {origin.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Browser key={id} id={id} onPick={onPick} />
      <div class="actions end">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
