import { useRef, useState } from "preact/hooks";
import { kindTitle } from "../origins/labels.ts";
import { type Origin, whereabouts } from "../origins/origin.ts";
import { Icon } from "../parts/icon.tsx";
import { Badge } from "../parts/note.tsx";
import { OriginPicker } from "./origin-picker.tsx";
import { reorder } from "./reorder.ts";

interface OrderProps {
  /** Ids in the order in which the endpoint tries them. */
  chosen: string[];
  origins: Origin[];
  /** Whether the endpoint has no other origin. */
  alone: boolean;
  onChange: (chosen: string[]) => void;
}

/** Puts origins in order by dragging, by buttons, or by the arrow keys on the handle. */
export function OriginOrder({ chosen, origins, alone, onChange }: OrderProps) {
  const [dragged, setDragged] = useState<number>();
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const nameOf = (id: string) => origins.find((origin) => origin.id === id)?.name ?? id;

  const move = (from: number, to: number) => {
    const name = nameOf(chosen[from] ?? "");
    if (to < 0 || to >= chosen.length) {
      setSaid(`${name} is already ${to < 0 ? "first" : "last"}`);
      return;
    }
    onChange(reorder(chosen, from, to));
    setSaid(`${name} is now number ${to + 1} of ${chosen.length}`);
    // The handle moves with its row, and the focus with the handle.
    requestAnimationFrame(() => {
      list.current?.querySelectorAll<HTMLElement>(".handle")[to]?.focus();
    });
  };

  const onKey = (event: KeyboardEvent, i: number) => {
    const targets: Record<string, number> = {
      ArrowUp: i - 1,
      ArrowDown: i + 1,
      Home: 0,
      End: chosen.length - 1,
    };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(i, to);
  };

  const remove = (id: string) => {
    onChange(chosen.filter((one) => one !== id));
    setSaid(`${nameOf(id)} rereorder`);
  };

  return (
    <div class="order">
      <p class="help" id="order-help">
        The first origin that has the file delivers it. Drag a row, or focus its handle and use the
        up and down arrow keys.
      </p>
      <ol ref={list} class="order-list">
        {chosen.map((id, i) => (
          <li
            key={id}
            class={dragged === i ? "dragged" : ""}
            draggable
            onDragStart={(event) => {
              setDragged(i);
              event.dataTransfer?.setData("text/plain", id);
            }}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined && dragged !== i) move(dragged, i);
              setDragged(undefined);
            }}
            onDragEnd={() => setDragged(undefined)}
          >
            <button
              type="button"
              class="handle"
              aria-label={`Position ${i + 1} of ${chosen.length}: ${nameOf(id)}`}
              aria-describedby="order-help"
              onKeyDown={(event) => onKey(event, i)}
            >
              <Icon name="grip" />
            </button>
            <span class="order-number">{i + 1}</span>
            <span class="order-name">
              {nameOf(id)}
              <span class="muted"> {kindTitle(typeOf(origins, id))}</span>
            </span>
            <span class="order-buttons">
              <MoveButton up name={nameOf(id)} disabled={i === 0} onClick={() => move(i, i - 1)} />
              <MoveButton
                name={nameOf(id)}
                disabled={i === chosen.length - 1}
                onClick={() => move(i, i + 1)}
              />
              <button
                type="button"
                class="button small quiet"
                aria-label={`Remove ${nameOf(id)}`}
                onClick={() => remove(id)}
              >
                <Icon name="cross" />
              </button>
            </span>
          </li>
        ))}
      </ol>
      <p class="off-screen" role="status" aria-live="assertive">
        {said}
      </p>
      {chosen.length === 0 && alone && (
        <p class="muted">No origins yet, so every URL returns 404.</p>
      )}
      <OriginPicker
        origins={origins.filter(({ id }) => !chosen.includes(id))}
        onPick={(origin) => {
          onChange([...chosen, origin.id]);
          setSaid(`${origin.name} added as number ${chosen.length + 1}`);
        }}
      />
    </div>
  );
}

/** The folder of `tintype serve FOLDER`: always first, and not movable. */
export function ServedFirst({ origin }: { origin: Origin }) {
  return (
    <p class="order-first">
      <Icon name="folder" />
      <span class="order-name">
        {origin.name} <span class="muted">{whereabouts(origin)}</span>
      </span>
      <Badge>Set by tintype serve, checked first</Badge>
    </p>
  );
}

function MoveButton({
  up = false,
  name,
  disabled,
  onClick,
}: {
  up?: boolean;
  name: string;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="button small quiet"
      aria-label={`Move ${name} ${up ? "up" : "down"}`}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={up ? "up" : "down"} />
    </button>
  );
}

function typeOf(origins: readonly Origin[], id: string): string {
  return origins.find((origin) => origin.id === id)?.type ?? "";
}
