import type { Statistics } from "../../observe/statistics.ts";
import { ago } from "../labels.ts";
import { Badge } from "../parts/note.tsx";

export type Health = Statistics["origins"][number];

/** How an origin fared of late; what came last counts. */
export function StateBadge({ health }: { health: Health | undefined }) {
  const { lastError, lastSuccess } = health ?? {};
  if (lastError && lastError.time > (lastSuccess ?? 0)) {
    return (
      <Badge tone="bad">
        {lastError.code} {ago(lastError.time)}
      </Badge>
    );
  }
  if (lastSuccess !== undefined) return <Badge tone="good">Answered {ago(lastSuccess)}</Badge>;
  return <Badge>Not asked yet</Badge>;
}
