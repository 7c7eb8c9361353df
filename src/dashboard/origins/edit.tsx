import { useRef, useState } from "preact/hooks";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import { bodyOf, fieldAtFault, missingIn, type Values } from "../form/field.ts";
import { Fields } from "../form/fields.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Note, ProblemNote } from "../parts/note.tsx";
import { Page } from "../parts/page.tsx";
import { showToast } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { goTo } from "../route.ts";
import { ConnectionTest, type Diagnosis } from "./connection-test.tsx";
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
          title={origins.length === 0 ? "Add your first origin" : "Add an origin"}
          lede={
            origins.length === 0
              ? "Tell Tintype where your images are. It fetches an image only when someone requests it, and never changes your files."
              : "Another source of original images. Attach it to a URL endpoint once it is saved."
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
            <a class="button" href={linkTo(["origins", id, "image"])}>
              Browse and preview
            </a>
          }
        >
          {origin.served ? <Served origin={origin} /> : <OriginForm key={id} origin={origin} />}
        </Page>
      )}
    </Show>
  );
}

/** The folder of `tintype serve FOLDER` has no settings of its own. */
function Served({ origin }: { origin: Origin }) {
  return (
    <Note title={`Set by tintype serve: ${whereabouts(origin)}`}>
      <p>
        The default URL endpoint checks this folder first. To change it, restart the server with
        another folder.
      </p>
    </Note>
  );
}

type OriginBody = Parameters<typeof api.v1.accounts.origins.post>[0];

/** Adds an origin, or changes one: the type, its fields, the connection test, and the save. */
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

  // The server validates the body; it is sent only once the required fields are filled in.
  const body = () => ({ ...bodyOf(fields, values), type }) as OriginBody;

  /** Shows faults where they are, and takes the focus to the first. */
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const [first] = Object.keys(found);
    const input = first && form.current?.elements.namedItem(first);
    if (input instanceof HTMLElement) {
      input.closest("details")?.setAttribute("open", "");
      input.focus();
    }
  };

  /** Runs `work` unless fields are missing; a refusal by the server is shown at its field. */
  const attempt = async (doing: "testing" | "saving", work: () => Promise<void>) => {
    const missing = missingIn(fields, values);
    showFaults(Object.fromEntries(missing.map(({ name, label }) => [name, `${label} is missing`])));
    if (missing.length > 0) return;
    setProblem(undefined);
    setBusy(doing);
    try {
      await work();
    } catch (thrown) {
      const failed = asProblem(thrown);
      const at = fieldAtFault(failed, fields);
      if (at === undefined) setProblem(failed);
      else showFaults({ [at]: failed.message.replaceAll("`", "") });
    } finally {
      setBusy(undefined);
    }
  };

  const test = () =>
    attempt("testing", async () => {
      setDiagnosis(undefined);
      const tested = origin ? { ...body(), id: origin.id } : body();
      setDiagnosis(await answerOf(api.v1.accounts.origins.test.post(tested)));
    });

  const save = (event: Event) => {
    event.preventDefault();
    return attempt("saving", async () => {
      if (origin) {
        const saved = await answerOf(api.v1.accounts.origins({ id: origin.id }).put(body()));
        showToast(`Saved “${saved.name}”`);
        goTo(["origins"]);
      } else {
        const added = await answerOf(api.v1.accounts.origins.post(body()));
        showToast(`Added “${added.name}”`);
        goTo(["origins", added.id, "image"]);
      }
    });
  };

  const change = (name: string, value: unknown) => {
    setValues({ ...values, [name]: value });
    setFaults({ ...faults, [name]: "" });
    setDiagnosis(undefined);
  };

  return (
    // The server's messages are more precise than the browser's, and appear at the field.
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
          <ConnectionTest diagnosis={diagnosis} busy={busy === "testing"} />
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
