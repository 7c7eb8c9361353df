import type { Explanation } from "../../explain/explain.ts";
import { bytes, milliseconds } from "../labels.ts";
import { Icon } from "../parts/icon.tsx";
import { Marked } from "../parts/marked.tsx";
import { Badge, Note } from "../parts/note.tsx";
import { Panel } from "../parts/page.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { linkTo } from "../place.ts";
import { Parts } from "./parts.tsx";

/** The server's explanation of a URL, in the order of its stages. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const { ok, failure, endpoint, path, transformation, recognised, signature } = explanation;
  return (
    <div class="stack">
      {ok ? (
        <Note tone="good" title="This URL works" />
      ) : (
        <Note
          tone="bad"
          title={
            failure ? <Marked text={`${failure.status}: ${failure.message}`} /> : "This URL fails"
          }
        >
          {failure && (
            <p>
              <code>ik-error: {failure.code}</code>
            </p>
          )}
          {failure?.help && (
            <p>
              How to fix it: <Marked text={failure.help} />
            </p>
          )}
        </Note>
      )}
      <Panel title="How the URL is read">
        <dl class="facts">
          <Fact name="URL format">{recognised}</Fact>
          {endpoint && (
            <Fact name="URL endpoint">
              <a href={linkTo(["endpoints", endpoint.id])}>{endpoint.description}</a>:{" "}
              {endpoint.why}
            </Fact>
          )}
          {path !== undefined && (
            <Fact name="Path of the original">
              <code>{path}</code>
            </Fact>
          )}
          {transformation !== undefined && transformation !== "" && (
            <Fact name="Transformation">
              <code>{transformation}</code>
            </Fact>
          )}
          {signature && <Fact name="Signature">{signature.message}</Fact>}
        </dl>
        <Parts explanation={explanation} />
      </Panel>
      <Origins origins={explanation.origins} />
      <Delivered delivered={explanation.delivered} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Origins({ origins }: Pick<Explanation, "origins">) {
  if (origins.length === 0) return null;
  return (
    <Panel title="Where Tintype looked">
      <ol class="lookups">
        {origins.map((origin, i) => (
          <li key={origin.id ?? origin.name}>
            <h3>
              {i + 1}.{" "}
              {origin.id ? <a href={linkTo(["origins", origin.id])}>{origin.name}</a> : origin.name}{" "}
              <Badge tone={origin.found ? "good" : "plain"}>
                {origin.found ? "Found" : "Not found"}
              </Badge>
            </h3>
            <ul>
              {origin.attempts.map((attempt) => (
                <li key={attempt.target} class={attempt.found ? "good" : "bad"}>
                  <Icon
                    name={attempt.found ? "check" : "cross"}
                    label={attempt.found ? "Found" : "Not found"}
                  />
                  <div>
                    <code>{attempt.target}</code>
                    <p>
                      <Marked text={attempt.message} />{" "}
                      <span class="muted">{milliseconds(attempt.milliseconds)}</span>
                    </p>
                    {attempt.help && (
                      <p class="help">
                        How to fix it: <Marked text={attempt.help} />
                      </p>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The Accept header of each class of browsers, and its label. */
export const browserClasses: Record<string, string> = {
  "": "Browsers without WebP",
  "image/webp": "Browsers with WebP",
  "image/avif,image/webp": "Browsers with AVIF",
};

function Delivered({ delivered }: Pick<Explanation, "delivered">) {
  if (delivered.length === 0) return null;
  return (
    <Panel title="Responses">
      <Scroll label="Responses">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col">Status</th>
              <th scope="col">Format</th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col" class="number">
                Bytes
              </th>
              <th scope="col" class="number">
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            {delivered.map((one) => (
              <tr key={one.accept}>
                <th scope="row">{browserClasses[one.accept] ?? one.accept}</th>
                <td>
                  {one.status} {one.code}
                </td>
                <td>{one.contentType ?? "–"}</td>
                <td class="number nowrap">
                  {one.width === undefined ? "–" : `${one.width} × ${one.height}`}
                </td>
                <td class="number nowrap">{one.bytes === undefined ? "–" : bytes(one.bytes)}</td>
                <td class="number nowrap">{milliseconds(one.milliseconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
