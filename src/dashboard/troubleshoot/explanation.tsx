import type { Explanation } from "../../explain/explain.ts";
import { bytes, milliseconds } from "../labels.ts";
import { Icon } from "../parts/icon.tsx";
import { Marked } from "../parts/marked.tsx";
import { Badge, Note } from "../parts/note.tsx";
import { Panel } from "../parts/page.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { linkTo } from "../place.ts";
import { Parts } from "./parts.tsx";

/** All that the server says of a URL, in the order in which it happens. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const { ok, failure, endpoint, path, transformation, recognised, signature } = explanation;
  return (
    <div class="stack">
      {ok ? (
        <Note tone="good" title="This URL delivers" />
      ) : (
        <Note
          tone="bad"
          title={
            failure ? (
              <Marked text={`${failure.status}: ${failure.message}`} />
            ) : (
              "This URL does not deliver"
            )
          }
        >
          {failure && (
            <p>
              <code>ik-error: {failure.code}</code>
            </p>
          )}
          {failure?.help && (
            <p>
              What to change: <Marked text={failure.help} />
            </p>
          )}
        </Note>
      )}
      <Panel title="How it is read">
        <dl class="facts">
          <Fact name="Whose URL">{recognised}</Fact>
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
    <Panel title="Where it is looked for">
      <ol class="asked">
        {origins.map((origin, i) => (
          <li key={origin.id ?? origin.name}>
            <h3>
              {i + 1}.{" "}
              {origin.id ? <a href={linkTo(["origins", origin.id])}>{origin.name}</a> : origin.name}{" "}
              <Badge tone={origin.found ? "good" : "plain"}>
                {origin.found ? "Has it" : "Does not have it"}
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
                        What to change: <Marked text={attempt.help} />
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

/** What browsers of each class send, and what they are called here. */
export const browserClasses: Record<string, string> = {
  "": "Old browsers and programs",
  "image/webp": "Browsers with WebP",
  "image/avif,image/webp": "Browsers with AVIF",
};

function Delivered({ delivered }: Pick<Explanation, "delivered">) {
  if (delivered.length === 0) return null;
  return (
    <Panel title="What is delivered">
      <Scroll label="Deliveries">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">To</th>
              <th scope="col">Status</th>
              <th scope="col">Format</th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col" class="number">
                Bytes
              </th>
              <th scope="col" class="number">
                Took
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
