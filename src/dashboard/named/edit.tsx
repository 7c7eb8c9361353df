import { useState } from "preact/hooks";
import type { NamedView } from "../../api/resources/named.ts";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import { type Field, fieldAtFault, type Values } from "../form/field.ts";
import { FieldInput } from "../form/field-input.tsx";
import { Dialog, Submit } from "../parts/dialog.tsx";
import { ProblemNote } from "../parts/note.tsx";
import { showToast } from "../parts/toast.tsx";

const fields: Field[] = [
  {
    name: "name",
    label: "Name",
    help: "Letters, digits and underscores; names are case-sensitive.",
    placeholder: "thumb",
    control: { kind: "text" },
    required: true,
    fallback: undefined,
  },
  {
    name: "transformation",
    label: "Transformation",
    help: "With or without the tr: prefix. Try it out in the playground.",
    placeholder: "w-150,h-150",
    control: { kind: "text" },
    required: true,
    fallback: undefined,
  },
  {
    name: "enabled",
    label: "Enabled",
    help: "Whether URLs can use it.",
    control: { kind: "switch" },
    required: false,
    fallback: true,
  },
];

/** Adds a named transformation, or changes one. */
export function NamedDialog({
  named,
  transformation = "",
  onClose,
  onDone,
}: {
  named?: NamedView | undefined;
  /** Initial value when adding one. */
  transformation?: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const [values, setValues] = useState<Values>(
    named ? { ...named } : { name: "", transformation, enabled: true },
  );
  const [problem, setProblem] = useState<Problem>();
  const at = problem && fieldAtFault(problem, fields);
  const save = async (event: Event) => {
    event.preventDefault();
    const body = {
      name: String(values.name),
      transformation: String(values.transformation),
      enabled: values.enabled !== false,
    };
    const route = api.v1["named-transformations"];
    try {
      await answerOf(named ? route({ id: named.id }).patch(body) : route.post(body));
      showToast(`Saved “${body.name}”`);
      onDone();
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <Dialog title={named ? `Edit ${named.name}` : "Add a named transformation"} onClose={onClose}>
      <form onSubmit={save}>
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={values[field.name]}
            fault={at === field.name ? problem?.message.replaceAll("`", "") : undefined}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {problem && at === undefined && <ProblemNote problem={problem} />}
        <Submit action="Save" onClose={onClose} />
      </form>
    </Dialog>
  );
}
