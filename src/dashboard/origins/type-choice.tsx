import { originKinds } from "./labels.ts";

/** One radio button for each type, with a sentence on what it is for. */
export function TypeChoice({
  value,
  onChange,
}: {
  value: string;
  onChange: (type: string) => void;
}) {
  return (
    <fieldset class="types">
      <legend class="label">Origin type</legend>
      {Object.entries(originKinds).map(([type, { title, sentence }]) => (
        <label key={type} class="type">
          <input
            type="radio"
            name="type"
            value={type}
            checked={type === value}
            onChange={() => onChange(type)}
          />
          <span class="type-title">{title}</span>
          <span class="type-sentence">{sentence}</span>
        </label>
      ))}
    </fieldset>
  );
}
