import type { Field, Values } from "./field.ts";
import { FieldInput } from "./field-input.tsx";

/** The fields of a form; advanced ones are folded away. */
export function Fields({
  fields,
  values,
  faults = {},
  kept = false,
  onChange,
}: {
  fields: readonly Field[];
  values: Values;
  faults?: Record<string, string>;
  /** Whether the server already has the secrets. */
  kept?: boolean;
  onChange: (name: string, value: unknown) => void;
}) {
  const show = (field: Field) => (
    <FieldInput
      key={field.name}
      field={field}
      value={values[field.name]}
      fault={faults[field.name]}
      kept={kept}
      onChange={(value) => onChange(field.name, value)}
    />
  );
  const advanced = fields.filter((field) => field.advanced);
  return (
    <>
      {fields.filter((field) => !field.advanced).map(show)}
      {advanced.length > 0 && (
        <details class="advanced">
          <summary>Advanced options</summary>
          {advanced.map(show)}
        </details>
      )}
    </>
  );
}
