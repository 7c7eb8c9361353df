import { useState } from "preact/hooks";
import type { Explanation } from "../../explain/explain.ts";
import { asProblem, type Problem } from "../client.ts";
import { ProblemNote } from "../parts/note.tsx";
import { Panel } from "../parts/page.tsx";
import { explain } from "../troubleshoot/page.tsx";
import { Parts } from "../troubleshoot/parts.tsx";

interface ImportedUrl {
  endpoint?: string;
  path: string;
  transformation: string;
}

/** A URL of another service, explained part by part, which the user can apply. */
export function Paste({ onApply }: { onApply: (imported: ImportedUrl) => void }) {
  const [url, setUrl] = useState("");
  const [found, setFound] = useState<Explanation>();
  const [problem, setProblem] = useState<Problem>();
  const ask = async (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      setFound(await explain(url.trim(), ""));
    } catch (thrown) {
      setFound(undefined);
      setProblem(asProblem(thrown));
    }
  };
  const importablePath = found?.path !== undefined ? found.path : undefined;
  return (
    <Panel title="Import a URL">
      <form class="ask" onSubmit={ask}>
        <label class="ask-url">
          <span class="label">URL from Cloudinary, imgix, Akamai or ImageKit</span>
          <input
            value={url}
            required
            inputMode="url"
            spellcheck={false}
            autocapitalize="none"
            autocomplete="off"
            placeholder="https://res.cloudinary.com/demo/image/upload/w_300,c_fill/shoes/red.jpg"
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          Explain
        </button>
      </form>
      <div aria-live="polite">
        {problem && <ProblemNote problem={problem} />}
        {found && (
          <div class="stack explained">
            <p>{found.recognised}</p>
            {found.failure && (
              <p class="muted">
                {found.failure.status}: {found.failure.message}
              </p>
            )}
            <Parts explanation={found} />
            {importablePath !== undefined && (
              <button
                type="button"
                class="button small"
                onClick={() =>
                  onApply({
                    ...(found.endpoint ? { endpoint: found.endpoint.id } : {}),
                    path: importablePath,
                    transformation: found.transformation ?? "",
                  })
                }
              >
                Use in the playground
              </button>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}
