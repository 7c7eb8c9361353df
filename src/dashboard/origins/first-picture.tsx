import { useState } from "preact/hooks";
import { clientUrl, localUrl } from "../address.ts";
import { answerOf, api, asProblem } from "../client.ts";
import { type Endpoint, endpointsOf, escaped, listEndpoints } from "../endpoints/endpoint.ts";
import { CopyButton } from "../parts/copy.tsx";
import { PicturePreview } from "../parts/image.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Note } from "../parts/note.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { say } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { Browser } from "./browse.tsx";
import { type Origin, readOrigin } from "./origin.ts";

/** What follows when an origin was added: a picture of it, through Tintype. */
export function FirstPicturePage({ id }: { id: string }) {
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
            title={`A picture from ${origin.name}`}
            lede="Pick a file, or type its path. It is fetched now, and resized to 300 × 300."
            back={{ href: linkTo(["origins"]), label: "Origins" }}
            {...(origin.served ? {} : { actions: <Settings id={id} /> })}
          >
            {endpoint ? (
              <FirstPicture origin={origin} endpoint={endpoint} />
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

/** An origin that no endpoint asks has no URL. */
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
      say(`${origin.name} is now the last origin of ${endpoint.description}`);
      onDone();
    } catch (thrown) {
      say(asProblem(thrown).message);
    }
  };
  return (
    <Note tone="warn" title="No URL endpoint asks this origin yet">
      <p>Attach it to the end of an endpoint's list; the order can be changed there.</p>
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

function FirstPicture({ origin, endpoint }: { origin: Origin; endpoint: Endpoint }) {
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
            Path of a picture
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
              Show picture
            </button>
          </div>
        </form>
        <Browser id={origin.id} onPick={show} />
      </Panel>
      <Panel title="The picture">
        {path === "" ? (
          <div class="plate-frame waiting">
            <p>No picture chosen yet</p>
          </div>
        ) : (
          <>
            <PicturePreview url={localUrl(endpoint) + rest} alt={`${path}, 300 by 300 pixels`} />
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
                How it was found
              </a>
            </div>
          </>
        )}
      </Panel>
    </div>
  );
}
