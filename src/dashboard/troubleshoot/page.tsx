import { useEffect, useState } from "preact/hooks";
import type { Explanation } from "../../explain/explain.ts";
import { clientUrl } from "../address.ts";
import { answerOf, api } from "../client.ts";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { goTo, place } from "../route.ts";
import { ExplanationView } from "./explanation.tsx";

const services: [value: string, label: string][] = [
  ["", "Tell by its host"],
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

/** The troubleshooting guide as a tool: a URL goes in, what happens to it comes out. */
export function TroubleshootPage() {
  const { query } = place.value;
  const url = query.get("url") ?? "";
  const as = query.get("as") ?? "";
  return (
    <Page
      title="Troubleshoot"
      lede="Give it the URL of a picture. It says how the URL is read, which key is looked up in which origin, what the storage answered, and what to change."
    >
      <Ask key={`$url={url} $as={as}`} url={url} as={as} />
      {url !== "" && <Explained url={url} as={as} />}
    </Page>
  );
}

function Ask({ url, as }: { url: string; as: string }) {
  const [typed, setTyped] = useState(url);
  const [service, setService] = useState(as);
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = typed.trim();
    if (wanted === "") return;
    goTo(["troubleshoot"], { url: wanted, ...(service === "" ? {} : { as: service }) });
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
          placeholder={`${clientUrl()}tr:w-300/folder/picture.jpg`}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="label">Whose URL it is</span>
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
