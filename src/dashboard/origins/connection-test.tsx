import type { Diagnosis } from "../../origins/diagnose.ts";
import { Icon } from "../parts/icon.tsx";
import { Marked } from "../parts/marked.tsx";

export type { Diagnosis };

/** The steps of a connection test, with a remedy for each that failed. */
export function ConnectionTest({
  diagnosis,
  busy,
}: {
  diagnosis: Diagnosis | undefined;
  busy: boolean;
}) {
  return (
    <div class="connection-test" role="status">
      {busy && <p class="loading">Testing …</p>}
      {diagnosis && (
        <>
          <p class="connection-test-title">
            {diagnosis.ok ? "The connection works" : "The connection does not work yet"}
          </p>
          <ol>
            {diagnosis.steps.map((step) => (
              <li key={step.name} class={step.ok ? "good" : "bad"}>
                <Icon name={step.ok ? "check" : "cross"} label={step.ok ? "Passed" : "Failed"} />
                <div>
                  <strong>{step.name}</strong>
                  <p>
                    <Marked text={step.message} />
                  </p>
                  {step.help && (
                    <p class="help">
                      How to fix it: <Marked text={step.help} />
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
