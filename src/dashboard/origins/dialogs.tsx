import { useState } from "preact/hooks";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { bodyOf, type Values } from "../form/field.ts";
import { FieldInput } from "../form/field-input.tsx";
import { Confirm, Dialog, Submit } from "../parts/dialog.tsx";
import { Note, ProblemNote } from "../parts/note.tsx";
import { showToast } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { originFields } from "./labels.ts";
import type { Origin } from "./origin.ts";

interface DialogProps {
  origin: Origin;
  onClose: () => void;
  onDone: () => void;
}

/** The server refuses while a URL endpoint uses the origin: the dialog names those beforehand. */
export function DeleteOrigin({
  origin,
  users,
  onClose,
  onDone,
}: DialogProps & { users: Endpoint[] }) {
  const remove = async () => {
    await answerOf(api.v1.accounts.origins({ id: origin.id }).delete());
    showToast(`Deleted “${origin.name}”`);
    onDone();
  };
  return (
    <Confirm
      title={`Delete ${origin.name}?`}
      action="Delete origin"
      onConfirm={remove}
      onClose={onClose}
    >
      <p>This removes its settings and keys from Tintype. Your files are not touched.</p>
      {users.length > 0 && (
        <Note tone="warn" title="Remove it from these URL endpoints first:">
          <Users endpoints={users} />
        </Note>
      )}
    </Confirm>
  );
}

/** The endpoints that the origin has to be removed from first. */
function Users({ endpoints }: { endpoints: Endpoint[] }) {
  return (
    <ul>
      {endpoints.map(({ id, description }) => (
        <li key={id}>
          <a href={linkTo(["endpoints", id])}>{description}</a>
        </li>
      ))}
    </ul>
  );
}

/** Adds the same storage with another folder: one origin each for images, videos and raw files. */
export function DuplicateOrigin({ origin, onClose, onDone }: DialogProps) {
  const fields = originFields(origin.type, false).filter(({ name }) =>
    ["name", "prefix", "baseUrl", "path"].includes(name),
  );
  const [values, setValues] = useState<Values>({ ...origin, name: `${origin.name} copy` });
  const [problem, setProblem] = useState<Problem>();
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      const body = bodyOf(fields, values) as { name: string };
      await answerOf(api.v1.accounts.origins({ id: origin.id }).duplicate.post(body));
      showToast(`Added “${body.name}”`);
      onDone();
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <Dialog title={`Duplicate ${origin.name}`} onClose={onClose}>
      <p>Uses the same storage and keys with a different name or folder.</p>
      <form onSubmit={save}>
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={values[field.name]}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {problem && <ProblemNote problem={problem} />}
        <Submit action="Duplicate" onClose={onClose} />
      </form>
    </Dialog>
  );
}
