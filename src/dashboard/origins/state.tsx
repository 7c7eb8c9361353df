import type { Statistics } from "../../observe/statistics.ts";
import { ago } from "../labels.ts";
import { Badge } from "../parts/note.tsx";

export type Health = Statistics["origins"][number];

/** The outcome of the latest request to an origin. */
export function StateBadge({ health }: { health: Health | undefined }) {
  const { lastError, lastSuccess } = health ?? {};
  if (lastError && lastError.time > (lastSuccess ?? 0)) {
    return (
      <Badge tone="bad">
        {lastError.code} {ago(lastError.time)}
      </Badge>
    );
  }
  if (lastSuccess !== undefined) return <Badge tone="good">Last OK {ago(lastSuccess)}</Badge>;
  return <Badge>Not used yet</Badge>;
}
