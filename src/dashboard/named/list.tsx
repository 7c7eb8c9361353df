import { useState } from "preact/hooks";
import type { NamedView } from "../../api/resources/named.ts";
import { answerOf, api } from "../client.ts";
import { Confirm } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Badge } from "../parts/note.tsx";
import { Empty, Page } from "../parts/page.tsx";
import { Paged } from "../parts/paged.tsx";
import { say } from "../parts/toast.tsx";
import { NamedDialog } from "./edit.tsx";

type Asked = { what: "add" } | { what: "edit" | "delete"; named: NamedView };

export function NamedPage() {
  const loaded = useLoaded(() => answerOf(api.v1["named-transformations"].get()));
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <Page
      title="Named transformations"
      lede={
        <>
          A name that stands for a transformation: <code>tr:n-NAME</code>. Change it here, and every
          URL that uses it changes.
        </>
      }
      actions={
        <button type="button" class="button primary" onClick={() => setAsked({ what: "add" })}>
          <Icon name="plus" />
          Add named transformation
        </button>
      }
    >
      <Show loaded={loaded}>
        {(list) =>
          list.length === 0 ? (
            <Empty title="No transformation has a name yet">
              <p>For example thumb for w-150,h-150.</p>
            </Empty>
          ) : (
            <Paged
              items={list}
              what="named transformations"
              textOf={({ name, transformation }) => `${name} ${transformation}`}
            >
              {(named) => <NamedRow key={named.id} named={named} onAsk={setAsked} />}
            </Paged>
          )
        }
      </Show>
      {asked && asked.what !== "delete" && (
        <NamedDialog
          named={asked.what === "edit" ? asked.named : undefined}
          onClose={close}
          onDone={loaded.again}
        />
      )}
      {asked?.what === "delete" && (
        <Confirm
          title={`Delete ${asked.named.name}?`}
          action="Delete named transformation"
          onClose={close}
          onConfirm={async () => {
            const { id, name } = asked.named;
            await answerOf(api.v1["named-transformations"]({ id }).delete());
            say(`Deleted the named transformation ${name}`);
            loaded.again();
          }}
        >
          <p>
            URLs with <code>n-{asked.named.name}</code> are refused from then on.
          </p>
        </Confirm>
      )}
    </Page>
  );
}

function NamedRow({ named, onAsk }: { named: NamedView; onAsk: (asked: Asked) => void }) {
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
