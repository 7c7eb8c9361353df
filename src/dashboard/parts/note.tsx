import type { ComponentChildren } from "preact";
import type { Problem } from "../client.ts";
import { Icon } from "./icon.tsx";
import { Marked } from "./marked.tsx";

export type Tone = "good" | "bad" | "warn" | "plain";

const icons = { good: "check", bad: "cross", warn: "warn", plain: "info" } as const;
const words = { good: "Success", bad: "Error", warn: "Warning", plain: "Note" } as const;

/** A few words in a frame; an icon and a word carry what the colour says. */
export function Note({
  tone = "plain",
  title,
  children,
}: {
  tone?: Tone;
  title?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class={`note ${tone}`} role={tone === "bad" ? "alert" : undefined}>
      <Icon name={icons[tone]} label={words[tone]} />
      <div>
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

export function ProblemNote({
  problem,
  children,
}: {
  problem: Problem;
  children?: ComponentChildren;
}) {
  return (
    <Note tone="bad" title={<Marked text={problem.message} />}>
      {problem.help && (
        <p>
          <Marked text={problem.help} />
        </p>
      )}
      {children}
    </Note>
  );
}

/** A state in one word. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      {tone !== "plain" && <Icon name={icons[tone]} />}
      {children}
    </span>
  );
}
