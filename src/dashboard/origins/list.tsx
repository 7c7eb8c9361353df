import { useState } from "preact/hooks";
import { answerOf, api } from "../client.ts";
import { type Endpoint, endpointsOf, listEndpoints } from "../endpoints/endpoint.ts";
import { Icon } from "../parts/icon.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Badge } from "../parts/note.tsx";
import { Empty, Page } from "../parts/page.tsx";
import { Paged } from "../parts/paged.tsx";
import { linkTo } from "../place.ts";
import { DeleteOrigin, DuplicateOrigin } from "./dialogs.tsx";
import { kindTitle } from "./labels.ts";
import { listOrigins, type Origin, whereabouts } from "./origin.ts";
import { type Health, StateBadge } from "./state.tsx";

export function OriginsPage() {
  const loaded = useLoaded(async () => {
    const [origins, endpoints, stats] = await Promise.all([
      listOrigins(),
      listEndpoints(),
      answerOf(api.v1.stats.get()),
    ]);
    return { origins, endpoints, health: new Map(stats.origins.map((one) => [one.id, one])) };
  });
  return (
    <Page
      title="Origins"
      lede="Where your original images and videos live. Tintype reads them on demand and never writes to them."
      actions={
        <a class="button primary" href={linkTo(["origins", "new"])}>
          <Icon name="plus" />
          Add an origin
        </a>
      }
    >
      <Show loaded={loaded}>{(value) => <List {...value} changed={loaded.again} />}</Show>
    </Page>
  );
}

interface ListProps {
  origins: Origin[];
  endpoints: Endpoint[];
  health: Map<string | undefined, Health>;
  changed: () => void;
}

type PendingAction = { what: "delete" | "duplicate"; origin: Origin };

function List({ origins, endpoints, health, changed }: ListProps) {
  const [pending, setPending] = useState<PendingAction>();
  if (origins.length === 0) {
    return (
      <Empty title="No origins yet">
        <p>Add the bucket, website or folder that holds your images.</p>
        <a class="button primary" href={linkTo(["origins", "new"])}>
          Add your first origin
        </a>
      </Empty>
    );
  }
  return (
    <>
      <Paged
        items={origins}
        what="origins"
        textOf={(origin) => `${origin.name} ${kindTitle(origin.type)} ${whereabouts(origin)}`}
      >
        {(origin) => (
          <li key={origin.id} class="row">
            <div class="row-main">
              <a class="row-title" href={linkTo(pathOf(origin))}>
                {origin.name}
              </a>
              <p class="row-sub">
                {kindTitle(origin.type)} · <span class="path">{whereabouts(origin)}</span>
              </p>
            </div>
            <div class="row-facts">
              {origin.served && <Badge>Set by tintype serve</Badge>}
              <StateBadge health={health.get(origin.served ? undefined : origin.id)} />
              <span class="muted">{usedBy(endpointsOf(origin, endpoints))}</span>
            </div>
            <div class="row-actions">
              <Actions origin={origin} onAsk={(what) => setPending({ what, origin })} />
            </div>
          </li>
        )}
      </Paged>
      {pending?.what === "delete" && (
        <DeleteOrigin
          origin={pending.origin}
          users={endpointsOf(pending.origin, endpoints)}
          onClose={() => setPending(undefined)}
          onDone={changed}
        />
      )}
      {pending?.what === "duplicate" && (
        <DuplicateOrigin
          origin={pending.origin}
          onClose={() => setPending(undefined)}
          onDone={changed}
        />
      )}
    </>
  );
}

/** The folder of `tintype serve FOLDER` has no settings, only images. */
function pathOf({ id, served }: Origin): string[] {
  return served ? ["origins", id, "image"] : ["origins", id];
}

function Actions({
  origin,
  onAsk,
}: {
  origin: Origin;
  onAsk: (what: PendingAction["what"]) => void;
}) {
  const { name, served } = origin;
  const verb = served ? "Browse" : "Edit";
  return (
    <>
      <a class="button small" href={linkTo(pathOf(origin))} aria-label={`${verb} ${name}`}>
        {verb}
      </a>
      {!served && (
        <>
          <button
            type="button"
            class="button small"
            aria-label={`Duplicate ${name}`}
            onClick={() => onAsk("duplicate")}
          >
            Duplicate
          </button>
          <button
            type="button"
            class="button small quiet danger-text"
            aria-label={`Delete ${name}`}
            onClick={() => onAsk("delete")}
          >
            Delete
          </button>
        </>
      )}
    </>
  );
}

function usedBy(endpoints: Endpoint[]): string {
  if (endpoints.length === 0) return "Not used by any URL endpoint";
  if (endpoints.length === 1) return `Used by “${endpoints[0]?.description}”`;
  return `Used by ${endpoints.length} URL endpoints`;
}
