import { useId } from "preact/hooks";
import type { Control, ParameterView } from "../../api/parameter-list.ts";
import { humanised } from "../form/field.ts";
import { Marked } from "../parts/marked.tsx";
import { printNumber, readNumber } from "./chain.ts";

interface ControlProps {
  parameter: ParameterView;
  /** Undefined when it is not set, empty when it is set without a value. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** One parameter: key, meaning, and a control that fits its values. */
export function ParameterControl(props: ControlProps) {
  const { parameter, value } = props;
  const id = useId();
  const { optional } = parameter;
  return (
    <div class={value === undefined ? "parameter" : "parameter set"}>
      <label for={id}>
        {humanised(parameter.name)} <code>{parameter.key}</code>
      </label>
      <div class="parameter-input">
        {optional && <Presence {...props} id={id} />}
        {parameter.control.kind !== "present" && (
          <Input
            {...props}
            id={optional ? undefined : id}
            label={optional ? `Value of ${parameter.key}` : undefined}
            described={`${id}-help`}
          />
        )}
      </div>
      <p class="help" id={`${id}-help`}>
        <Marked text={parameter.meaning} />
      </p>
    </div>
  );
}

/** Switches an effect on; most take a value as well. */
function Presence({ value, onChange, id }: ControlProps & { id: string }) {
  return (
    <input
      id={id}
      type="checkbox"
      aria-describedby={`${id}-help`}
      checked={value !== undefined}
      onChange={(event) => onChange(event.currentTarget.checked ? "" : undefined)}
    />
  );
}

interface InputProps extends ControlProps {
  id: string | undefined;
  label: string | undefined;
  described: string;
}

function Input(props: InputProps) {
  const { parameter, value, onChange, id, label, described } = props;
  const { control } = parameter;
  const shared = { id, "aria-label": label, "aria-describedby": described };
  const set = (text: string) => {
    // An effect stays on without its value.
    const none = parameter.optional && value !== undefined ? "" : undefined;
    onChange(text === "" ? none : text);
  };
  if (control.kind === "choice" || control.kind === "switch") {
    const choices = control.kind === "choice" ? control.choices : ["true", "false"];
    return (
      <select {...shared} value={value ?? ""} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">–</option>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
        {value && !choices.includes(value) && <option>{value}</option>}
      </select>
    );
  }
  const number = readNumber(value ?? "");
  // An expression such as `iw_div_2` is not a number and is edited as text.
  if (control.kind === "number" && (number !== undefined || !value)) {
    return <NumberInput {...props} control={control} number={number} set={set} />;
  }
  return (
    <input
      {...shared}
      value={value ?? ""}
      spellcheck={false}
      autocapitalize="none"
      placeholder={parameter.example}
      onInput={(event) => set(event.currentTarget.value)}
    />
  );
}

/** A number, with a slider if its range is small. */
function NumberInput({
  parameter,
  control,
  number,
  set,
  id,
  label,
  described,
}: InputProps & {
  control: Extract<Control, { kind: "number" }>;
  number: number | undefined;
  set: (text: string) => void;
}) {
  const { min, max, whole } = control;
  const change = (text: string) => set(text === "" ? "" : printNumber(Number(text)));
  const near = min !== undefined && max !== undefined && max - min <= 400;
  return (
    <>
      <input
        id={id}
        min={min}
        max={max}
        type="number"
        aria-label={label}
        aria-describedby={described}
        step={whole ? 1 : "any"}
        value={number ?? ""}
        placeholder={parameter.example.replace("N", "-")}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {near && (
        <input
          min={min}
          max={max}
          type="range"
          aria-label={`Slider of ${parameter.key}`}
          step={whole ? 1 : (max - min) / 100}
          value={number ?? Math.max(min, Math.min(0, max))}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </>
  );
}
