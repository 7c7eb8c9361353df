import { useRef, useState } from "preact/hooks";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import { bodyOf, fieldNamedIn, missingIn, type Values } from "../form/field.ts";
import { Fields } from "../form/fields.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Note, ProblemNote } from "../parts/note.tsx";
import { Page } from "../parts/page.tsx";
import { say } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { goTo } from "../route.ts";
import { type Diagnosis, Trial } from "./connection-test.tsx";
import { kindTitle, originFields } from "./labels.ts";
import { listOrigins, type Origin, readOrigin, whereabouts } from "./origin.ts";
import { TypeChoice } from "./type-choice.tsx";

const back = { href: linkTo(["origins"]), label: "Origins" };

export function NewOriginPage() {
  const loaded = useLoaded(listOrigins);
  return (
    <Show loaded={loaded}>
      {(origins) => (
        <Page
          title={origins.length === 0 ? "Add your first origin" : "Add origin"}
          lede={
            origins.length === 0
              ? "Tell Tintype where your pictures are. It reads them when somebody asks for one, and takes nothing else."
              : "Another place that originals come from. Attach it to a URL endpoint afterwards."
          }
          {...(origins.length === 0 ? {} : { back })}
        >
          <OriginForm />
        </Page>
      )}
    </Show>
  );
}

export function EditOriginPage({ id }: { id: string }) {
  const loaded = useLoaded(() => readOrigin(id), id);
  return (
    <Show loaded={loaded}>
      {(origin) => (
        <Page
          title={origin.name}
          lede={kindTitle(origin.type)}
          back={back}
          actions={
            <a class="button" href={linkTo(["origins", id, "picture"])}>
              Browse and see a picture
            </a>
          }
        >
          {origin.served ? <Served origin={origin} /> : <OriginForm key={id} origin={origin} />}
        </Page>
      )}
    </Show>
  );
}

/** What the server was started with is changed there. */
function Served({ origin }: { origin: Origin }) {
  return (
    <Note title={`The server was started with the folder ${whereabouts(origin)}`}>
      <p>The default URL endpoint asks it first. It is changed where the server is started.</p>
    </Note>
  );
}

type OriginBody = Parameters<typeof api.v1.accounts.origins.post>[0];

/** Adds an origin, or changes one: the type, its fields, a trial, and the save. */
function OriginForm({ origin }: { origin?: Origin }) {
  const [type, setType] = useState(origin?.type ?? "");
  const [values, setValues] = useState<Values>(origin ?? {});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem>();
  const [diagnosis, setDiagnosis] = useState<Diagnosis>();
  const [busy, setBusy] = useState<"testing" | "saving">();
  const form = useRef<HTMLFormElement>(null);
  const fields = originFields(type, values.useIAMRole === true).map((field) =>
    origin && field.control.kind === "secret" ? { ...field, required: false } : field,
  );

  // The server checks it; nothing is sent before its required fields are there.
  const body = () => ({ ...bodyOf(fields, values), type }) as OriginBody;

  /** Shows faults where they are, and takes the focus to the first. */
  const tell = (found: Record<string, string>) => {
    setFaults(found);
    const [first] = Object.keys(found);
    const input = first && form.current?.elements.namedItem(first);
    if (input instanceof HTMLElement) {
      input.closest("details")?.setAttribute("open", "");
      input.focus();
    }
  };

  /** Runs `work` unless fields are missing; what the server refuses is told at its field. */
  const attempt = async (doing: "testing" | "saving", work: () => Promise<void>) => {
    const missing = missingIn(fields, values);
    tell(Object.fromEntries(missing.map(({ name, label }) => [name, `${label} is missing`])));
    if (missing.length > 0) return;
    setProblem(undefined);
    setBusy(doing);
    try {
      await work();
    } catch (thrown) {
      const failed = asProblem(thrown);
      const at = fieldNamedIn(failed.message, fields);
      if (at === undefined) setProblem(failed);
      else tell({ [at]: failed.message.replaceAll("`", "") });
    } finally {
      setBusy(undefined);
    }
  };

  const test = () =>
    attempt("testing", async () => {
      setDiagnosis(undefined);
      const asked = origin ? { ...body(), id: origin.id } : body();
      setDiagnosis(await answerOf(api.v1.accounts.origins.test.post(asked)));
    });

  const save = (event: Event) => {
    event.preventDefault();
    return attempt("saving", async () => {
      if (origin) {
        const saved = await answerOf(api.v1.accounts.origins({ id: origin.id }).put(body()));
        say(`Saved the origin ${saved.name}`);
        goTo(["origins"]);
      } else {
        const added = await answerOf(api.v1.accounts.origins.post(body()));
        say(`Added the origin ${added.name}`);
        goTo(["origins", added.id, "picture"]);
      }
    });
  };

  const change = (name: string, value: unknown) => {
    setValues({ ...values, [name]: value });
    setFaults({ ...faults, [name]: "" });
    setDiagnosis(undefined);
  };

  return (
    // The server's words are better than the browser's, and they stand at the field.
    <form ref={form} class="sheet" onSubmit={save} noValidate>
      {!origin && <TypeChoice value={type} onChange={setType} />}
      {type !== "" && (
        <>
          <Fields
            fields={fields}
            values={values}
            faults={faults}
            kept={origin !== undefined}
            onChange={change}
          />
          <Trial diagnosis={diagnosis} busy={busy === "testing"} />
          {problem && <ProblemNote problem={problem} />}
          <div class="actions">
            <button type="submit" class="button primary" disabled={busy !== undefined}>
              {origin ? "Save changes" : "Save origin"}
            </button>
            <button type="button" class="button" disabled={busy !== undefined} onClick={test}>
              Test connection
            </button>
          </div>
        </>
      )}
    </form>
  );
}
