import { useState } from "preact/hooks";
import { clientUrl } from "../address.ts";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import { bodyOf, type Field, fieldAtFault, missingIn, type Values } from "../form/field.ts";
import { Fields } from "../form/fields.tsx";
import { listOrigins, type Origin } from "../origins/origin.ts";
import { CopyButton } from "../parts/copy.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { ProblemNote } from "../parts/note.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { showToast } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { goTo } from "../route.ts";
import { type Endpoint, readEndpoint } from "./endpoint.ts";
import { addressFields, allFields, settingGroups } from "./labels.ts";
import { OriginOrder, ServedFirst } from "./order.tsx";
import { type Rewriter, RewriterChoice } from "./rewriter.tsx";

const back = { href: linkTo(["endpoints"]), label: "URL endpoints" };

/** Changes a URL endpoint, or without an id adds one. */
export function EndpointPage({ id }: { id?: string }) {
  const loaded = useLoaded(async () => {
    const [endpoint, origins] = await Promise.all([
      id === undefined ? undefined : readEndpoint(id),
      listOrigins(),
    ]);
    return { endpoint, origins };
  }, id);
  return (
    <Show loaded={loaded}>
      {({ endpoint, origins }) => (
        <Page
          title={endpoint?.description ?? "Add a URL endpoint"}
          back={back}
          {...(endpoint ? { actions: <BaseUrl endpoint={endpoint} /> } : {})}
        >
          <EndpointForm key={id} endpoint={endpoint} origins={origins} />
        </Page>
      )}
    </Show>
  );
}

function BaseUrl({ endpoint }: { endpoint: Endpoint }) {
  return (
    <p class="url-line">
      <code>{clientUrl(endpoint)}</code>
      <CopyButton text={clientUrl(endpoint)} what="the base URL" />
    </p>
  );
}

function EndpointForm({
  endpoint,
  origins,
}: {
  endpoint: Endpoint | undefined;
  origins: Origin[];
}) {
  const [values, setValues] = useState<Values>(endpoint ?? {});
  const [chosen, setChosen] = useState<string[]>(endpoint?.origins ?? []);
  const [rewriter, setRewriter] = useState<Rewriter>(endpoint?.urlRewriter as Rewriter);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem>();
  const isDefault = endpoint?.id === "default";
  const served = origins.find((origin) => origin.served);
  const shown = (fields: Field[]) =>
    fields.filter(({ name }) => !isDefault || name !== "urlPrefix");

  const save = async (event: Event) => {
    event.preventDefault();
    const missing = missingIn(shown(allFields), values);
    setFaults(Object.fromEntries(missing.map(({ name, label }) => [name, `${label} is missing`])));
    if (missing.length > 0) return;
    setProblem(undefined);
    const body = {
      ...(bodyOf(shown(allFields), values) as { description: string }),
      origins: chosen,
      ...(rewriter ? { urlRewriter: rewriter } : {}),
    };
    const endpoints = api.v1.accounts["url-endpoints"];
    try {
      const saved = await answerOf(
        endpoint ? endpoints({ id: endpoint.id }).put(body) : endpoints.post(body),
      );
      showToast(`Saved “${saved.description}”`);
      goTo(["endpoints"]);
    } catch (thrown) {
      const failed = asProblem(thrown);
      const at = fieldAtFault(failed, allFields);
      if (at === undefined) setProblem(failed);
      else setFaults({ [at]: failed.message.replaceAll("`", "") });
    }
  };

  const fieldset = (fields: Field[]) => (
    <Fields
      fields={shown(fields)}
      values={values}
      faults={faults}
      onChange={(name, value) => setValues({ ...values, [name]: value })}
    />
  );
  const [access, formats] = settingGroups;
  return (
    <form class="sheet" onSubmit={save} noValidate>
      <Panel title="Address">{fieldset(addressFields)}</Panel>
      <Panel title="Origins, in order">
        {isDefault && served && <ServedFirst origin={served} />}
        <OriginOrder
          chosen={chosen}
          origins={origins.filter((origin) => origin !== served)}
          alone={!(isDefault && served)}
          onChange={setChosen}
        />
      </Panel>
      <Panel title="URLs from another service">
        <RewriterChoice value={rewriter} onChange={setRewriter} />
      </Panel>
      {[access, formats].map(
        (group) =>
          group && (
            <Panel key={group.title} title={group.title}>
              {fieldset(group.fields)}
            </Panel>
          ),
      )}
      {problem && <ProblemNote problem={problem} />}
      <div class="actions sticky">
        <button type="submit" class="button primary">
          {endpoint ? "Save changes" : "Save URL endpoint"}
        </button>
        <a class="button" href={linkTo(["endpoints"])}>
          Cancel
        </a>
      </div>
    </form>
  );
}
