import { useState } from "preact/hooks";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { bodyOf, type Values } from "../form/field.ts";
import { FieldInput } from "../form/field-input.tsx";
import { Confirm, Dialog, Submit } from "../parts/dialog.tsx";
import { ProblemNote } from "../parts/note.tsx";
import { say } from "../parts/toast.tsx";
import { linkTo } from "../place.ts";
import { originFields } from "./labels.ts";
import type { Origin } from "./origin.ts";

interface DialogProps {
  origin: Origin;
  onClose: () => void;
  onDone: () => void;
}

/** The server refuses while a URL endpoint uses it, and names which. */
export function DeleteOrigin({
  origin,
  users,
  onClose,
  onDone,
}: DialogProps & { users: Endpoint[] }) {
  const remove = async () => {
    await answerOf(api.v1.accounts.origins({ id: origin.id }).delete());
    say(`Deleted the origin ${origin.name}`);
    onDone();
  };
  return (
    <Confirm
      title={`Delete ${origin.name}?`}
      action="Delete origin"
      onConfirm={remove}
      onClose={onClose}
      remedy={({ status }) => status === 409 && <Users endpoints={users} />}
    >
      <p>
        Its settings and keys are removed from Tintype. The files in it stay where they are; nothing
        is ever deleted from an origin.
      </p>
    </Confirm>
  );
}

/** Where the origin has to be taken out first. */
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

/** The same storage again under another folder: for images, videos and raw files, say. */
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
      say(`Added the origin ${body.name}`);
      onDone();
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <Dialog title={`Duplicate ${origin.name}`} onClose={onClose}>
      <p>The same storage with the same keys, under another name or folder.</p>
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
