import { useState } from "preact/hooks";
import type { NamedView } from "../../api/resources/named.ts";
import { answerOf, api } from "../client.ts";
import { Confirm } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Badge } from "../parts/note.tsx";
import { Empty, Page } from "../parts/page.tsx";
import { Paged } from "../parts/paged.tsx";
import { showToast } from "../parts/toast.tsx";
import { NamedDialog } from "./edit.tsx";

type PendingAction = { what: "add" } | { what: "edit" | "delete"; named: NamedView };

export function NamedPage() {
  const loaded = useLoaded(() => answerOf(api.v1["named-transformations"].get()));
  const [pending, setPending] = useState<PendingAction>();
  const close = () => setPending(undefined);
  return (
    <Page
      title="Named transformations"
      lede={
        <>
          A short name for a transformation: <code>tr:n-NAME</code>. Change it here, and every URL
          that uses it changes.
        </>
      }
      actions={
        <button type="button" class="button primary" onClick={() => setPending({ what: "add" })}>
          <Icon name="plus" />
          Add a named transformation
        </button>
      }
    >
      <Show loaded={loaded}>
        {(list) =>
          list.length === 0 ? (
            <Empty title="No named transformations yet">
              <p>
                For example, <code>thumb</code> for <code>w-150,h-150</code>.
              </p>
            </Empty>
          ) : (
            <Paged
              items={list}
              what="named transformations"
              textOf={({ name, transformation }) => `${name} ${transformation}`}
            >
              {(named) => <NamedRow key={named.id} named={named} onAsk={setPending} />}
            </Paged>
          )
        }
      </Show>
      {pending && pending.what !== "delete" && (
        <NamedDialog
          named={pending.what === "edit" ? pending.named : undefined}
          onClose={close}
          onDone={loaded.again}
        />
      )}
      {pending?.what === "delete" && (
        <Confirm
          title={`Delete ${pending.named.name}?`}
          action="Delete named transformation"
          onClose={close}
          onConfirm={async () => {
            const { id, name } = pending.named;
            await answerOf(api.v1["named-transformations"]({ id }).delete());
            showToast(`Deleted “${name}”`);
            loaded.again();
          }}
        >
          <p>
            URLs that use <code>n-{pending.named.name}</code> will be rejected.
          </p>
        </Confirm>
      )}
    </Page>
  );
}

function NamedRow({ named, onAsk }: { named: NamedView; onAsk: (action: PendingAction) => void }) {
  return (
    <li class="row">
      <div class="row-main">
        <p class="row-title">
          <code>n-{named.name}</code>
        </p>
        <p class="row-sub">
          <code>{named.transformation}</code>
        </p>
      </div>
      <div class="row-facts">
        {named.enabled ? <Badge tone="good">Enabled</Badge> : <Badge tone="warn">Disabled</Badge>}
      </div>
      <div class="row-actions">
        <button
          type="button"
          class="button small"
          aria-label={`Edit ${named.name}`}
          onClick={() => onAsk({ what: "edit", named })}
        >
          Edit
        </button>
        <button
          type="button"
          class="button small quiet danger-text"
          aria-label={`Delete ${named.name}`}
          onClick={() => onAsk({ what: "delete", named })}
        >
          Delete
        </button>
      </div>
    </li>
  );
}
