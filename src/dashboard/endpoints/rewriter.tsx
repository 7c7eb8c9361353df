import { rewriterKinds } from "./labels.ts";

/** What ImageKit's API calls `urlRewriter`. */
export type Rewriter = { type: string; preserveAssetDeliveryTypes?: boolean } | undefined;

const kinds: [type: string, label: string][] = [
  ["", "None (ImageKit URLs only)"],
  ...Object.entries(rewriterKinds).map(([type, { title }]): [string, string] => [type, title]),
];

/** Whether a rewriter can keep asset and delivery types in the paths of originals. */
const mayKeepTypes = (type: string) =>
  "preserveAssetDeliveryTypes" in (rewriterKinds[type]?.switches ?? {});

/** Whose URLs the endpoint accepts besides ImageKit's. */
export function RewriterChoice({
  value,
  onChange,
}: {
  value: Rewriter;
  onChange: (value: Rewriter) => void;
}) {
  return (
    <>
      <div class="field of-choice">
        <label class="label" for="rewriter">
          URL rewriter
        </label>
        <select
          id="rewriter"
          value={value?.type ?? ""}
          aria-describedby="rewriter-help"
          onChange={({ currentTarget: { value: type } }) =>
            onChange(type === "" ? undefined : { type })
          }
        >
          {kinds.map(([type, label]) => (
            <option key={type} value={type}>
              {label}
            </option>
          ))}
        </select>
        <p class="help" id="rewriter-help">
          Accepts another service's URLs, so that only the host name has to change.
        </p>
      </div>
      {value && mayKeepTypes(value.type) && (
        <div class="field of-switch">
          <label class="label" for="rewriter-keep">
            Keep image/upload in paths
          </label>
          <input
            id="rewriter-keep"
            type="checkbox"
            role="switch"
            aria-describedby="rewriter-keep-help"
            checked={value.preserveAssetDeliveryTypes === true}
            aria-checked={value.preserveAssetDeliveryTypes === true}
            onChange={(event) =>
              onChange({ ...value, preserveAssetDeliveryTypes: event.currentTarget.checked })
            }
          />
          <p class="help" id="rewriter-keep-help">
            For origins whose folder is /res/CLOUD/, where image/upload is part of the object key.
          </p>
        </div>
      )}
    </>
  );
}
