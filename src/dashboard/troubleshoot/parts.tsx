import type { Explanation } from "../../explain/explain.ts";
import { clientUrl } from "../address.ts";
import { CopyButton } from "../parts/copy.tsx";
import { Marked } from "../parts/marked.tsx";
import { Badge, type Tone } from "../parts/note.tsx";

const fates: Record<Explanation["parts"][number]["fate"], [word: string, tone: Tone]> = {
  exact: ["Same", "good"],
  approximate: ["Close", "warn"],
  ignored: ["Ignored", "plain"],
  unsupported: ["Not supported", "bad"],
};

/** A URL part by part: what each means, or how it is supported. */
export function Parts({ explanation }: { explanation: Explanation }) {
  const { parts, steps } = explanation;
  const own = ownUrl(explanation);
  return (
    <>
      {parts.length > 0 && (
        <ul class="parts">
          {parts.map(({ token, fate, note }, i) => (
            <li key={`${i} ${token}`}>
              <code>{token}</code>
              <Badge tone={fates[fate][1]}>{fates[fate][0]}</Badge>
              {note && (
                <span class="said">
                  <Marked text={note} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {steps.map((step, i) => (
        <div key={`${i} ${step.text}`} class="step">
          <h3>{steps.length > 1 ? `Step ${i + 1}` : "Transformation"}</h3>
          <ul class="parts">
            {step.parameters.map((parameter) => (
              <li key={parameter.text}>
                <code>{parameter.text}</code>
                <span class="said">
                  <Marked text={parameter.meaning} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {own && (
        <p class="url-line">
          <span class="label">Tintype URL</span>
          <code>{own}</code>
          <CopyButton text={own} what="the equivalent URL" />
        </p>
      )}
    </>
  );
}

/** The equivalent Tintype URL, at the address that clients use. */
function ownUrl({ equivalent, endpoint }: Explanation): string | undefined {
  if (equivalent === undefined || !endpoint) return undefined;
  const prefix = endpoint.urlPrefix === "" ? "/" : `/${endpoint.urlPrefix}/`;
  return clientUrl(endpoint) + equivalent.slice(prefix.length);
}
