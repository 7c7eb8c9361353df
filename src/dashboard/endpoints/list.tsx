import { useState } from "preact/hooks";
import { clientUrl } from "../address.ts";
import { answerOf, api } from "../client.ts";
import { listOrigins } from "../origins/origin.ts";
import { CopyButton } from "../parts/copy.tsx";
import { Confirm } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { Paged } from "../parts/paged.tsx";
import { say } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { type Endpoint, listEndpoints } from "./endpoint.ts";

export function EndpointsPage() {
  const loaded = useLoaded(async () => {
    const [endpoints, origins] = await Promise.all([listEndpoints(), listOrigins()]);
    const names = new Map(origins.map(({ id, name }) => [id, name]));
    return { endpoints, names, served: origins.find((origin) => origin.served)?.id };
  });
  return (
    <Page
      title="URL endpoints"
      lede="What picture URLs begin with, and which origins are asked behind each, in which order."
      actions={
        <a class="button primary" href={linkTo(["endpoints", "new"])}>
          <Icon name="plus" />
          Add URL endpoint
        </a>
      }
    >
      <Show loaded={loaded}>{(value) => <List {...value} changed={loaded.again} />}</Show>
    </Page>
  );
}

interface ListProps {
  endpoints: Endpoint[];
  names: Map<string, string>;
  served: string | undefined;
  changed: () => void;
}

function List({ endpoints, names, served, changed }: ListProps) {
  const [doomed, setDoomed] = useState<Endpoint>();
  return (
    <>
      <Paged
        items={endpoints}
        what="URL endpoints"
        textOf={(endpoint) => `${endpoint.description} ${endpoint.urlPrefix}`}
      >
        {(endpoint) => (
          <li key={endpoint.id} class="row">
            <div class="row-main">
              <a class="row-title" href={linkTo(["endpoints", endpoint.id])}>
                {endpoint.description}
              </a>
              <p class="row-sub url-line">
                <code>{clientUrl(endpoint)}</code>
                <CopyButton
                  text={clientUrl(endpoint)}
                  what={`the base URL of ${endpoint.description}`}
                />
              </p>
              <OriginChain ids={askedOf(endpoint, served)} names={names} />
            </div>
            <div class="row-actions">
              <a
                class="button small"
                href={linkTo(["endpoints", endpoint.id])}
                aria-label={`Edit ${endpoint.description}`}
              >
                Edit
              </a>
              {endpoint.id !== "default" && (
                <button
                  type="button"
                  class="button small quiet danger-text"
                  aria-label={`Delete ${endpoint.description}`}
                  onClick={() => setDoomed(endpoint)}
                >
                  Delete
                </button>
              )}
            </div>
          </li>
        )}
      </Paged>
      {doomed && (
        <Confirm
          title={`Delete ${doomed.description}?`}
          action="Delete URL endpoint"
          onClose={() => setDoomed(undefined)}
          onConfirm={async () => {
            await answerOf(api.v1.accounts["url-endpoints"]({ id: doomed.id }).delete());
            say(`Deleted the URL endpoint ${doomed.description}`);
            changed();
          }}
        >
          <p>
            Every URL that begins with <code>{clientUrl(doomed)}</code> stops working. Its origins
            stay.
          </p>
        </Confirm>
      )}
    </>
  );
}

/** Ids; before all others, that of the folder that the server was started with. */
function askedOf({ id, origins = [] }: Endpoint, served: string | undefined): string[] {
  return id === "default" && served !== undefined ? [served, ...origins] : origins;
}

/** The origins in the order in which they are asked. */
function OriginChain({ ids, names }: { ids: string[]; names: Map<string, string> }) {
  if (ids.length === 0) return <p class="row-sub">No origin is asked yet</p>;
  const shown = ids.slice(0, 6);
  return (
    <ol class="chain" aria-label="Origins in order">
      {shown.map((id) => (
        <li key={id}>{names.get(id) ?? id}</li>
      ))}
      {ids.length > shown.length && <li>{ids.length - shown.length} more</li>}
    </ol>
  );
}
