import { useState } from "preact/hooks";
import type { Explanation } from "../../explain/explain.ts";
import { asProblem, type Problem } from "../client.ts";
import { ProblemNote } from "../parts/note.tsx";
import { Panel } from "../parts/page.tsx";
import { explain } from "../troubleshoot/page.tsx";
import { Parts } from "../troubleshoot/parts.tsx";

interface Taken {
  endpoint?: string;
  path: string;
  transformation: string;
}

/** Somebody's URL of another service, explained part by part and taken over. */
export function Paste({ onTake }: { onTake: (taken: Taken) => void }) {
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
  const takeable = found?.path !== undefined ? found.path : undefined;
  return (
    <Panel title="A URL from elsewhere">
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
            {takeable !== undefined && (
              <button
                type="button"
                class="button small"
                onClick={() =>
                  onTake({
                    ...(found.endpoint ? { endpoint: found.endpoint.id } : {}),
                    path: takeable,
                    transformation: found.transformation ?? "",
                  })
                }
              >
                Work on it here
              </button>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}
