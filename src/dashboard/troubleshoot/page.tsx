import { useEffect, useState } from "preact/hooks";
import type { Explanation } from "../../explain/explain.ts";
import { clientUrl } from "../address.ts";
import { answerOf, api } from "../client.ts";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { goTo, place } from "../route.ts";
import { ExplanationView } from "./explanation.tsx";

const services: [value: string, label: string][] = [
  ["", "Detect from host"],
  ["imagekit", "ImageKit"],
  ["cloudinary", "Cloudinary"],
  ["imgix", "imgix"],
  ["akamai", "Akamai"],
];

type As = Explanation["service"] extends infer S ? Exclude<S, "tintype"> : never;

export function explain(url: string, as: string): Promise<Explanation> {
  const query = { url, ...(as === "" ? {} : { as: as as As }) };
  return answerOf(api.v1.explain.get({ query }));
}

/** The troubleshooting guide as a tool: explains what happens to a URL. */
export function TroubleshootPage() {
  const { query } = place.value;
  const url = query.get("url") ?? "";
  const as = query.get("as") ?? "";
  return (
    <Page
      title="Troubleshoot"
      lede="Paste a URL to see how it is read, which keys are looked up in which origins, what the storage replied, and how to fix it."
    >
      <UrlForm key={`$url={url} $as={as}`} url={url} as={as} />
      {url !== "" && <Explained url={url} as={as} />}
    </Page>
  );
}

function UrlForm({ url, as }: { url: string; as: string }) {
  const [typed, setTyped] = useState(url);
  const [service, setService] = useState(as);
  const submit = (event: Event) => {
    event.preventDefault();
    const entered = typed.trim();
    if (entered === "") return;
    goTo(["troubleshoot"], { url: entered, ...(service === "" ? {} : { as: service }) });
  };
  return (
    <form class="ask" onSubmit={submit}>
      <label class="ask-url">
        <span class="label">URL</span>
        <input
          value={typed}
          inputMode="url"
          spellcheck={false}
          autocapitalize="none"
          autocomplete="off"
          placeholder={`${clientUrl()}tr:w-300/folder/image.jpg`}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="label">URL format</span>
        <select value={service} onChange={(event) => setService(event.currentTarget.value)}>
          {services.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button primary">
        Explain
      </button>
    </form>
  );
}

function Explained({ url, as }: { url: string; as: string }) {
  const loaded = useLoaded(() => explain(url, as), `${url} ${as}`);
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(true), []);
  return (
    <div aria-live={shown ? "polite" : "off"}>
      <Show loaded={loaded}>{(explanation) => <ExplanationView explanation={explanation} />}</Show>
    </div>
  );
}
