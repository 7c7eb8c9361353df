import { useState } from "preact/hooks";
import type { ParameterView } from "../../api/parameter-list.ts";
import { Icon } from "../parts/icon.tsx";
import { Panel } from "../parts/page.tsx";
import { type Chain, printChain, readChain, valueIn, withValue } from "./chain.ts";
import { ParameterControl } from "./parameter-control.tsx";

export type { ParameterView };

/** Open where the controls stand beside the result; on a phone they would push it out of sight. */
const isSizeOpen = matchMedia("(min-width: 62rem)").matches;

const groups: [group: ParameterView["group"], title: string][] = [
  ["video", "Video"],
  ["size", "Size and crop"],
  ["colour", "Colours"],
  ["effect", "Effects"],
  ["shape", "Shape and background"],
  ["output", "Format and output"],
  ["original", "Original"],
];

/** The transformation as text and as controls; either changes the other. */
export function Controls({
  parameters,
  chain,
  onChange,
}: {
  parameters: readonly ParameterView[];
  chain: Chain;
  onChange: (chain: Chain) => void;
}) {
  const [chosen, setChosen] = useState(0);
  // The text stays as the user typed it while it describes the same chain.
  const [typed, setTyped] = useState(printChain(chain));
  const text = printChain(readChain(typed)) === printChain(chain) ? typed : printChain(chain);
  const at = Math.min(chosen, chain.length - 1);
  const step = chain[at] ?? [];
  const change = (next: string[]) => onChange(chain.map((one, i) => (i === at ? next : one)));
  return (
    <Panel title="Transformation">
      <label class="stacked">
        <span class="label">Transformation string</span>
        <textarea
          class="code"
          rows={3}
          spellcheck={false}
          autocapitalize="none"
          value={text}
          onInput={({ currentTarget: { value } }) => {
            setTyped(value);
            onChange(readChain(value.replace(/^\/?tr[:=]/, "").trim()));
          }}
        />
      </label>
      <StepTabs
        chain={chain}
        at={at}
        onChoose={setChosen}
        onAdd={() => {
          onChange([...chain, []]);
          setChosen(chain.length);
        }}
        onRemove={() => {
          onChange(chain.length === 1 ? [[]] : chain.filter((_, i) => i !== at));
          setChosen(Math.max(0, at - 1));
        }}
      />
      {groups.map(([group, title]) => {
        const rows = parameters.filter((parameter) => parameter.group === group);
        if (rows.length === 0) return null;
        const used = rows.filter(({ key }) => valueIn(step, key) !== undefined).length;
        return (
          <details key={group} class="group" open={group === "size" && isSizeOpen}>
            <summary>
              {title}
              {used > 0 && <span class="count"> {used} set</span>}
            </summary>
            {rows.map((parameter) => (
              <ParameterControl
                key={parameter.key}
                parameter={parameter}
                value={valueIn(step, parameter.key)}
                onChange={(value) => change(withValue(step, parameter.key, value))}
              />
            ))}
          </details>
        );
      })}
    </Panel>
  );
}

interface StepTabsProps {
  chain: Chain;
  at: number;
  onChoose: (at: number) => void;
  onAdd: () => void;
  onRemove: () => void;
}

/** Each step works on the result of the one before. */
function StepTabs({ chain, at, onChoose, onAdd, onRemove }: StepTabsProps) {
  return (
    <fieldset class="steps">
      <legend class="off-screen">Step to edit</legend>
      {chain.map((step, i) => (
        <label key={i} class="step-tab">
          <input
            type="radio"
            name="step"
            class="off-screen"
            checked={i === at}
            onChange={() => onChoose(i)}
          />
          <span>
            Step {i + 1}
            {step.length === 0 && " (empty)"}
          </span>
        </label>
      ))}
      <button type="button" class="button small quiet" onClick={onAdd}>
        <Icon name="plus" />
        Add step
      </button>
      {chain.length > 1 && (
        <button type="button" class="button small quiet" onClick={onRemove}>
          Remove step {at + 1}
        </button>
      )}
    </fieldset>
  );
}
