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
import { showToast } from "../parts/toast.tsx";
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
      lede="Base URLs of your images and videos, and the origins each one tries, in order."
      actions={
        <a class="button primary" href={linkTo(["endpoints", "new"])}>
          <Icon name="plus" />
          Add a URL endpoint
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
  const [deleting, setDeleting] = useState<Endpoint>();
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
              <OriginChain ids={originIdsOf(endpoint, served)} names={names} />
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
                  onClick={() => setDeleting(endpoint)}
                >
                  Delete
                </button>
              )}
            </div>
          </li>
        )}
      </Paged>
      {deleting && (
        <Confirm
          title={`Delete ${deleting.description}?`}
          action="Delete URL endpoint"
          onClose={() => setDeleting(undefined)}
          onConfirm={async () => {
            await answerOf(api.v1.accounts["url-endpoints"]({ id: deleting.id }).delete());
            showToast(`Deleted “${deleting.description}”`);
            changed();
          }}
        >
          <p>
            URLs that start with <code>{clientUrl(deleting)}</code> will stop working. Its origins
            are kept.
          </p>
        </Confirm>
      )}
    </>
  );
}

/** Ids in order; on the default endpoint, the folder of `tintype serve FOLDER` comes first. */
function originIdsOf({ id, origins = [] }: Endpoint, served: string | undefined): string[] {
  return id === "default" && served !== undefined ? [served, ...origins] : origins;
}

/** The origins in the order in which the endpoint tries them. */
function OriginChain({ ids, names }: { ids: string[]; names: Map<string, string> }) {
  if (ids.length === 0) return <p class="row-sub">No origins yet</p>;
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
