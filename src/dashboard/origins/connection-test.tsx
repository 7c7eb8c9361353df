import type { Diagnosis } from "../../origins/diagnose.ts";
import { Icon } from "../parts/icon.tsx";
import { Marked } from "../parts/marked.tsx";

export type { Diagnosis };

/** What was tried with an origin, step by step, and what to change. */
export function Trial({ diagnosis, busy }: { diagnosis: Diagnosis | undefined; busy: boolean }) {
  return (
    <div class="trial" role="status">
      {busy && <p class="loading">Trying …</p>}
      {diagnosis && (
        <>
          <p class="trial-title">
            {diagnosis.ok ? "The connection works" : "The connection does not work yet"}
          </p>
          <ol>
            {diagnosis.steps.map((step) => (
              <li key={step.name} class={step.ok ? "good" : "bad"}>
                <Icon
                  name={step.ok ? "check" : "cross"}
                  label={step.ok ? "Works" : "Does not work"}
                />
                <div>
                  <strong>{step.name}</strong>
                  <p>
                    <Marked text={step.message} />
                  </p>
                  {step.help && (
                    <p class="help">
                      What to change: <Marked text={step.help} />
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
