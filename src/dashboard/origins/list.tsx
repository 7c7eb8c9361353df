import { useState } from "preact/hooks";
import type { EndpointView } from "../../management/endpoints.ts";
import { answerOf, api } from "../client.ts";
import { listEndpoints } from "../endpoints/endpoint.ts";
import { Icon } from "../icon.tsx";
import { Show, useLoaded } from "../loaded.tsx";
import { Empty, Page } from "../page.tsx";
import { Paged } from "../paged.tsx";
import { linkTo } from "../place.ts";
import { DeleteOrigin, DuplicateOrigin } from "./dialogs.tsx";
import { listOrigins, type Origin, whereabouts } from "./origin.ts";
import { type Health, StateBadge } from "./state.tsx";
import { kindTitle } from "./wording.ts";

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
      lede="Where originals come from. Nothing is copied beforehand, and nothing is ever written to them."
      actions={
        <a class="button primary" href={linkTo(["origins", "new"])}>
          <Icon name="plus" />
          Add origin
        </a>
      }
    >
      <Show loaded={loaded}>{(value) => <List {...value} changed={loaded.again} />}</Show>
    </Page>
  );
}

interface ListProps {
  origins: Origin[];
  endpoints: EndpointView[];
  health: Map<string | undefined, Health>;
  changed: () => void;
}

type Asked = { what: "delete" | "duplicate"; origin: Origin };

function List({ origins, endpoints, health, changed }: ListProps) {
  const [asked, setAsked] = useState<Asked>();
  if (origins.length === 0) {
    return (
      <Empty title="There is no origin yet">
        <p>Add the bucket, website or folder that your pictures are in.</p>
        <a class="button primary" href={linkTo(["origins", "new"])}>
          Add the first origin
        </a>
      </Empty>
    );
  }
  const usersOf = (id: string) =>
    endpoints.filter(({ origins: used }) => Array.isArray(used) && used.includes(id));
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
              <a class="row-title" href={linkTo(["origins", origin.id])}>
                {origin.name}
              </a>
              <p class="row-sub">
                {kindTitle(origin.type)} · <span class="path">{whereabouts(origin)}</span>
              </p>
            </div>
            <div class="row-facts">
              <StateBadge health={health.get(origin.id)} />
              <span class="muted">{usedBy(usersOf(origin.id))}</span>
            </div>
            <div class="row-actions">
              <a
                class="button small"
                href={linkTo(["origins", origin.id])}
                aria-label={`Edit ${origin.name}`}
              >
                Edit
              </a>
              <button
                type="button"
                class="button small"
                aria-label={`Duplicate ${origin.name}`}
                onClick={() => setAsked({ what: "duplicate", origin })}
              >
                Duplicate
              </button>
              <button
                type="button"
                class="button small quiet danger-text"
                aria-label={`Delete ${origin.name}`}
                onClick={() => setAsked({ what: "delete", origin })}
              >
                Delete
              </button>
            </div>
          </li>
        )}
      </Paged>
      {asked?.what === "delete" && (
        <DeleteOrigin origin={asked.origin} onClose={() => setAsked(undefined)} onDone={changed} />
      )}
      {asked?.what === "duplicate" && (
        <DuplicateOrigin
          origin={asked.origin}
          onClose={() => setAsked(undefined)}
          onDone={changed}
        />
      )}
    </>
  );
}

function usedBy(endpoints: EndpointView[]): string {
  if (endpoints.length === 0) return "Not in any URL endpoint";
  if (endpoints.length === 1) return `In “${endpoints[0]?.description}”`;
  return `In ${endpoints.length} URL endpoints`;
}
