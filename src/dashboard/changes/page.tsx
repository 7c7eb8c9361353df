import { useState } from "preact/hooks";
import type { Change } from "../../store/changes.ts";
import { answerOf, api, asProblem } from "../client.ts";
import { moment } from "../labels.ts";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Empty, Page } from "../parts/page.tsx";
import { showToast } from "../parts/toast.tsx";

const limit = 100;

const list = async (before?: number): Promise<Change[]> => {
  const query = { limit, ...(before === undefined ? {} : { before }) };
  return (await answerOf(api.v1.log.get({ query }))).changes;
};

const verbs = {
  create: "Added",
  change: "Changed",
  delete: "Deleted",
  import: "Imported",
  purge: "Purged",
} as const satisfies Record<Change["action"], string>;

const actors = {
  api: "via the API",
  dashboard: "in the dashboard",
  "command line": "from the command line",
} as const satisfies Record<Change["actor"], string>;

export function ChangesPage() {
  const loaded = useLoaded(() => list());
  return (
    <Page
      title="Changes"
      lede="Who changed what: in the dashboard, via the API, from the command line. Secrets are never recorded."
    >
      <Show loaded={loaded}>{(first) => <Changes first={first} />}</Show>
    </Page>
  );
}

function Changes({ first }: { first: Change[] }) {
  const [changes, setChanges] = useState(first);
  const [isAll, setAll] = useState(first.length < limit);
  const more = async () => {
    try {
      const next = await list(changes.at(-1)?.id);
      setChanges([...changes, ...next]);
      setAll(next.length < limit);
    } catch (thrown) {
      showToast(asProblem(thrown).message);
    }
  };
  if (changes.length === 0) return <Empty title="No changes yet" />;
  return (
    <>
      <ol class="rows">
        {changes.map((change) => (
          <li key={change.id} class="row">
            <div class="row-main">
              <p>
                {verbs[change.action]} {change.kind} <strong>{change.name}</strong>
              </p>
              {change.summary && <p class="row-sub">{change.summary}</p>}
            </div>
            <div class="row-facts">
              <time dateTime={new Date(change.time).toISOString()}>{moment(change.time)}</time>
              <span class="muted">{actors[change.actor]}</span>
            </div>
          </li>
        ))}
      </ol>
      {!isAll && (
        <button type="button" class="button" onClick={more}>
          Show older changes
        </button>
      )}
    </>
  );
}
