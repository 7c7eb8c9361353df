import { useState } from "preact/hooks";
import { clientUrl, localUrl } from "../address.ts";
import { answerOf, api, asProblem } from "../client.ts";
import { type Endpoint, endpointsOf, escaped, listEndpoints } from "../endpoints/endpoint.ts";
import { CopyButton } from "../parts/copy.tsx";
import { ImagePreview } from "../parts/image.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Note } from "../parts/note.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { showToast } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { Browser } from "./browse.tsx";
import { type Origin, readOrigin } from "./origin.ts";

/** The step after adding an origin: one of its images, delivered by Tintype. */
export function FirstImagePage({ id }: { id: string }) {
  const loaded = useLoaded(async () => {
    const [origin, endpoints] = await Promise.all([readOrigin(id), listEndpoints()]);
    return { origin, endpoints };
  }, id);
  return (
    <Show loaded={loaded}>
      {({ origin, endpoints }) => {
        const [endpoint] = endpointsOf(origin, endpoints);
        return (
          <Page
            title={`Preview an image from ${origin.name}`}
            lede="Pick a file or type its path. Fetched live and resized to 300 × 300."
            back={{ href: linkTo(["origins"]), label: "Origins" }}
            {...(origin.served ? {} : { actions: <Settings id={id} /> })}
          >
            {endpoint ? (
              <FirstImage origin={origin} endpoint={endpoint} />
            ) : (
              <Attach origin={origin} endpoints={endpoints} onDone={loaded.again} />
            )}
          </Page>
        );
      }}
    </Show>
  );
}

function Settings({ id }: { id: string }) {
  return (
    <a class="button" href={linkTo(["origins", id])}>
      Settings
    </a>
  );
}

/** An origin has no URL until an endpoint uses it. */
function Attach({
  origin,
  endpoints,
  onDone,
}: {
  origin: Origin;
  endpoints: Endpoint[];
  onDone: () => void;
}) {
  const attach = async ({ id, ...endpoint }: Endpoint) => {
    try {
      const origins = [...(endpoint.origins ?? []), origin.id];
      await answerOf(api.v1.accounts["url-endpoints"]({ id }).put({ ...endpoint, origins }));
      showToast(`Added ${origin.name} to the end of “${endpoint.description}”`);
      onDone();
    } catch (thrown) {
      showToast(asProblem(thrown).message);
    }
  };
  return (
    <Note tone="warn" title="No URL endpoint uses this origin yet">
      <p>
        Attach it to a URL endpoint. It becomes the last origin there; you can reorder them later.
      </p>
      <div class="actions">
        {endpoints.slice(0, 6).map((endpoint) => (
          <button
            key={endpoint.id}
            type="button"
            class="button small"
            onClick={() => attach(endpoint)}
          >
            Attach to {endpoint.description}
          </button>
        ))}
        <a class="button small quiet" href={linkTo(["endpoints"])}>
          All URL endpoints
        </a>
      </div>
    </Note>
  );
}

function FirstImage({ origin, endpoint }: { origin: Origin; endpoint: Endpoint }) {
  const [typed, setTyped] = useState("");
  const [path, setPath] = useState("");
  const rest = `tr:w-300,h-300/${escaped(path)}`;
  const url = clientUrl(endpoint) + rest;
  const show = (chosen: string) => {
    setTyped(chosen);
    setPath(chosen.trim().replace(/^\/+/, ""));
  };
  return (
    <div class="halves">
      <Panel title="Choose a file">
        <form
          class="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            show(typed);
          }}
        >
          <label class="label" for="first-path">
            Image path
          </label>
          <div class="joined">
            <input
              id="first-path"
              value={typed}
              spellcheck={false}
              autocapitalize="none"
              autocomplete="off"
              placeholder="rest-of-the-path.jpg"
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            <button type="submit" class="button primary">
              Preview image
            </button>
          </div>
        </form>
        <Browser id={origin.id} onPick={show} />
      </Panel>
      <Panel title="Preview">
        {path === "" ? (
          <div class="plate-frame waiting">
            <p>No image chosen yet</p>
          </div>
        ) : (
          <>
            <ImagePreview url={localUrl(endpoint) + rest} alt={`${path}, 300 by 300 pixels`} />
            <p class="url-line">
              <code>{url}</code>
              <CopyButton text={url} what="the URL" />
            </p>
            <div class="actions">
              <a
                class="button primary"
                href={linkTo(["playground"], { endpoint: endpoint.id, path })}
              >
                Try transformations
              </a>
              <a class="button" href={linkTo(["troubleshoot"], { url })}>
                Why this result
              </a>
            </div>
          </>
        )}
      </Panel>
    </div>
  );
}
