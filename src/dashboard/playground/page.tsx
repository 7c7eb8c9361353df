import { useEffect, useState } from "preact/hooks";
import { clientUrl, localUrl } from "../address.ts";
import { answerOf, api } from "../client.ts";
import { type Endpoint, listEndpoints } from "../endpoints/endpoint.ts";
import { listOrigins, type Origin } from "../origins/origin.ts";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { VideoTools } from "../parts/video-tools.tsx";
import { linkTo } from "../place.ts";
import { place } from "../route.ts";
import { type Chain, cutAt, printChain, readChain, stillAt, streamOf, urlOf } from "./chain.ts";
import { Compare } from "./compare.tsx";
import { Controls, type ParameterView } from "./controls.tsx";
import { Formats } from "./formats.tsx";
import { Original } from "./original.tsx";
import { Paste } from "./paste.tsx";
import { Share } from "./share.tsx";
import { Stream } from "./stream.tsx";

export function PlaygroundPage() {
  const loaded = useLoaded(async () => {
    const [endpoints, origins, parameters] = await Promise.all([
      listEndpoints(),
      listOrigins(),
      answerOf(api.v1.parameters.get()),
    ]);
    return { endpoints, origins, parameters };
  });
  return (
    <Page title="Playground" lede="Pick an original, edit the transformation and see the result.">
      <Show loaded={loaded}>{(value) => <Playground {...value} />}</Show>
    </Page>
  );
}

interface PlaygroundProps {
  endpoints: Endpoint[];
  origins: Origin[];
  parameters: ParameterView[];
}

/** Wait after the last keystroke before an image is requested. */
const settleMilliseconds = 350;

function Playground({ endpoints, origins, parameters }: PlaygroundProps) {
  const initial = place.value.query;
  const [endpointId, setEndpoint] = useState(initial.get("endpoint") ?? "default");
  const [path, setPath] = useState(initial.get("path") ?? "");
  const [chain, setChain] = useState<Chain>(() => readChain(initial.get("tr") ?? "w-400,h-300"));
  const [isVideo, setIsVideo] = useState(false);
  const endpoint = endpoints.find(({ id }) => id === endpointId) ?? endpoints[0];
  // The preview loads from the dashboard's own server; copied URLs use the public address.
  const [here, base] = [localUrl(endpoint), clientUrl(endpoint)];
  const now = path === "" ? undefined : urlOf(here, chain, path);
  const url = useSettled(now);
  const stream = useSettled(streamOf(here, chain, path));

  useEffect(() => {
    // The address can be shared; replacing it adds no entry to the history.
    const query = { endpoint: endpointId, path, tr: printChain(chain) };
    history.replaceState(null, "", linkTo(["playground"], query));
  }, [endpointId, path, chain]);

  const apply = (next: { endpoint?: string; path: string; transformation: string }) => {
    if (next.endpoint !== undefined) setEndpoint(next.endpoint);
    setPath(next.path);
    setChain(readChain(next.transformation));
  };

  return (
    <div class="playground">
      <div class="narrow">
        <Original
          endpoints={endpoints}
          origins={origins}
          endpoint={endpoint}
          path={path}
          onEndpoint={setEndpoint}
          onPath={setPath}
        />
        <Controls
          parameters={parameters.filter(({ group }) => isVideo || group !== "video")}
          chain={chain}
          onChange={setChain}
        />
      </div>
      <div class="stack">
        {url !== undefined && endpoint ? (
          <>
            <Compare
              url={url}
              endpoint={endpoint}
              path={path}
              original={urlOf(here, [["orig-true"]], path)}
              moments={[
                { label: "Still", onPick: (seconds) => setChain(stillAt(chain, seconds)) },
                { label: "Start", onPick: (seconds) => setChain(cutAt(chain, "so", seconds)) },
                { label: "End", onPick: (seconds) => setChain(cutAt(chain, "eo", seconds)) },
              ]}
              onVideo={setIsVideo}
              ofVideo={
                <>
                  <VideoTools />
                  <Stream
                    key={stream}
                    url={stream}
                    copied={streamOf(base, chain, path)}
                    endpoint={endpoint}
                  />
                </>
              }
              share={(isVideo) => <Share base={base} chain={chain} path={path} isVideo={isVideo} />}
            />
            <Formats key={url} url={url} endpoint={endpoint} />
          </>
        ) : (
          <Panel title="Preview">
            <div class="plate-frame waiting">
              <p>Choose an original first</p>
            </div>
          </Panel>
        )}
        <Paste onApply={apply} />
      </div>
    </div>
  );
}

/** The value once it has stayed the same for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
