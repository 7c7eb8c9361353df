import { useId, useState } from "preact/hooks";
import { type Field, readLines, readPairs } from "./field.ts";

interface InputProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  /** What is wrong with the value. */
  fault?: string | undefined;
  /** Whether the server already has this secret, which it never shows. */
  kept?: boolean;
}

/** A labelled control with its help beside it and its error below it. */
export function FieldInput(props: InputProps) {
  const { field, fault } = props;
  const id = useId();
  const described = [field.help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const shared = {
    id,
    name: field.name,
    "aria-describedby": described || undefined,
    "aria-invalid": fault ? ("true" as const) : undefined,
  };
  const isGroup = field.control.kind === "several";
  return (
    <div class={`field of-${field.control.kind}${fault ? " wrong" : ""}`}>
      {isGroup ? (
        <span class="label" id={`${id}-label`}>
          {field.label}
        </span>
      ) : (
        <label class="label" for={id}>
          {field.label}
          {field.required && <span class="required"> required</span>}
        </label>
      )}
      <Input {...props} shared={shared} labelledBy={`${id}-label`} />
      {field.help && (
        <p class="help" id={`${id}-help`}>
          {field.help}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

interface Shared {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
}

type Inner = InputProps & { shared: Shared; labelledBy: string };

function Input(props: Inner) {
  const { field, value, onChange, shared } = props;
  const { control } = field;
  switch (control.kind) {
    case "switch":
      return (
        <input
          {...shared}
          type="checkbox"
          role="switch"
          checked={(value ?? field.fallback) === true}
          aria-checked={(value ?? field.fallback) === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <select
          {...shared}
          value={JSON.stringify(value ?? field.fallback)}
          onChange={(event) => onChange(JSON.parse(event.currentTarget.value))}
        >
          {control.choices.map((choice) => (
            <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
              {field.choices?.[JSON.stringify(choice)] ?? String(choice)}
            </option>
          ))}
        </select>
      );
    case "several":
      return <Several {...props} choices={control.choices} />;
    case "lines":
    case "pairs":
      return <LongText {...props} pairs={control.kind === "pairs"} />;
    case "number":
      return (
        <input
          {...shared}
          type="number"
          min="0"
          value={value === undefined ? "" : String(value)}
          placeholder={String(field.fallback ?? "")}
          onInput={({ currentTarget: { value: text } }) =>
            onChange(text === "" ? undefined : Number(text))
          }
        />
      );
    default:
      return <ShortText {...props} secret={control.kind === "secret"} />;
  }
}

function ShortText({ field, value, onChange, kept, shared, secret }: Inner & { secret: boolean }) {
  const unchanged = secret && kept ? "Leave empty to keep" : undefined;
  const props = {
    ...shared,
    // "off" is ignored for passwords; a new one is not filled in.
    autocomplete: secret ? "new-password" : "off",
    spellcheck: false,
    required: field.required,
    value: value === undefined ? "" : String(value),
    placeholder: unchanged ?? field.placeholder ?? textOf(field.fallback),
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  };
  if (secret) return <input {...props} type="password" />;
  const inputMode = field.control.kind === "url" ? "url" : "text";
  return <input {...props} type="text" inputMode={inputMode} autocapitalize="none" />;
}

function textOf(fallback: unknown): string | undefined {
  return typeof fallback === "string" && fallback !== "" ? fallback : undefined;
}

function Several({
  field,
  value,
  onChange,
  choices,
  labelledBy,
  shared,
}: Inner & { choices: unknown[] }) {
  const said = value ?? field.fallback;
  const chosen = Array.isArray(said) ? said : [];
  return (
    <fieldset
      class="several"
      aria-labelledby={labelledBy}
      aria-describedby={shared["aria-describedby"]}
    >
      {choices.map((choice) => (
        <label key={String(choice)} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? choices.filter((one) => one === choice || chosen.includes(one))
                  : chosen.filter((one) => one !== choice),
              )
            }
          />
          {field.choices?.[JSON.stringify(choice)] ?? String(choice)}
        </label>
      ))}
    </fieldset>
  );
}

/** One entry per line. The text stays as typed, even while it cannot be parsed yet. */
function LongText({ field, value, onChange, kept, shared, pairs }: Inner & { pairs: boolean }) {
  const said = value ?? field.fallback;
  const [text, setText] = useState(() => (Array.isArray(said) ? said.join("\n") : ""));
  const example = pairs ? "Authorization: env:STORE_TOKEN" : undefined;
  return (
    <textarea
      {...shared}
      rows={Math.max(2, text.split("\n").length)}
      spellcheck={false}
      autocapitalize="none"
      value={text}
      placeholder={kept ? "Leave empty to keep" : (field.placeholder ?? example)}
      onInput={({ currentTarget: { value: typed } }) => {
        setText(typed);
        onChange(pairs ? readPairs(typed) : readLines(typed));
      }}
    />
  );
}
