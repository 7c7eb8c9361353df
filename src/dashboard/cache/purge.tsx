import { useState } from "preact/hooks";
import { clientUrl } from "../address.ts";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import { listOrigins } from "../origins/origin.ts";
import { Confirm } from "../parts/dialog.tsx";
import { useLoaded } from "../parts/loaded.tsx";
import { ProblemNote } from "../parts/note.tsx";
import { Panel } from "../parts/page.tsx";
import { showToast } from "../parts/toast.tsx";

type Scope = "url" | "prefix" | "original" | "origin" | "everything";

const scopes: Record<Scope, { label: string; field?: string; help: string }> = {
  url: { label: "One URL", field: "URL", help: "Only this exact URL." },
  prefix: {
    label: "All URLs starting with …",
    field: "URL prefix",
    help: "Every rendition whose URL starts with this.",
  },
  original: {
    label: "One original",
    field: "URL of the original",
    help: "The original and every rendition made from it.",
  },
  origin: { label: "One origin", help: "Everything fetched from it." },
  everything: { label: "Everything", help: "The whole cache; it refills as requests come in." },
};

type Body = Parameters<typeof api.v1.files.purge.post>[0];

/** @param onDone called when a purge has completed */
export function PurgePanel({ onDone }: { onDone: () => void }) {
  const [scope, setScope] = useState<Scope>("url");
  const [text, setText] = useState("");
  const [origin, setOrigin] = useState("");
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const origins = useLoaded(listOrigins).value ?? [];

  const purge = async () => {
    const bodies: Record<Scope, Body> = {
      url: { url: text.trim() },
      prefix: { url: `${text.trim().replace(/\*$/, "")}*` },
      original: { original: text.trim() },
      origin: { origin: origin || (origins[0]?.id ?? "") },
      everything: { everything: true },
    };
    const { requestId } = await answerOf(api.v1.files.purge.post(bodies[scope]));
    showToast("Purging …");
    await untilDone(requestId);
    showToast("Purged");
    onDone();
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    if (scope === "everything" || scope === "origin") return setAsking(true);
    await purge().catch((thrown) => setProblem(asProblem(thrown)));
  };

  const { field, help } = scopes[scope];
  return (
    <Panel title="Purge">
      <form class="ask" onSubmit={submit}>
        <label>
          <span class="label">Purge</span>
          <select
            value={scope}
            aria-describedby="purge-help"
            onChange={(event) => setScope(event.currentTarget.value as Scope)}
          >
            {Object.entries(scopes).map(([value, { label }]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {field && (
          <label class="ask-url">
            <span class="label">{field}</span>
            <input
              value={text}
              required
              inputMode="url"
              spellcheck={false}
              autocapitalize="none"
              placeholder={`${clientUrl()}folder/image.jpg`}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
        )}
        {scope === "origin" && (
          <label class="ask-url">
            <span class="label">Origin</span>
            <select value={origin} onChange={(event) => setOrigin(event.currentTarget.value)}>
              {origins.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" class="button">
          Purge
        </button>
      </form>
      <p class="help" id="purge-help">
        {help}
      </p>
      {problem && <ProblemNote problem={problem} />}
      {asking && (
        <Confirm
          title={scope === "everything" ? "Purge everything?" : "Purge the whole origin?"}
          action="Purge"
          onConfirm={purge}
          onClose={() => setAsking(false)}
        >
          <p>{help} Until it has, images are fetched and rendered again.</p>
        </Confirm>
      )}
    </Panel>
  );
}

/** Polls until the purge has completed, for half a minute at most; the server finishes it anyway. */
async function untilDone(id: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    const { status } = await answerOf(api.v1.files.purge({ id }).get());
    if (status === "Completed") return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
