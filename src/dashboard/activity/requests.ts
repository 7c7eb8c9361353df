import { useEffect, useState } from "preact/hooks";
import type { SeenRequest } from "../../observe/activity.ts";
import { answerOf, api } from "../client.ts";

export type Kind = "all" | "errors" | "slow";

/** Rows kept in the page. */
const maxRows = 200;

interface Seen {
  requests: SeenRequest[];
  state: "connecting" | "live" | "paused";
  /** Requests that the server skipped because they arrived too fast. */
  missed: number;
}

/** The latest requests, then every new one until paused. */
export function useRequests(kind: Kind, paused: boolean): Seen {
  const [seen, setSeen] = useState<Seen>({ requests: [], state: "connecting", missed: 0 });

  useEffect(() => {
    if (paused) {
      setSeen((before) => ({ ...before, state: "paused" }));
      return;
    }
    let source: EventSource | undefined;
    let over = false;
    const filter = kind === "all" ? {} : { [kind]: true };
    const begin = async () => {
      const query = { ...filter, limit: maxRows };
      const { requests, last } = await answerOf(api.v1.activity.get({ query }));
      if (over) return;
      setSeen({ requests, state: "connecting", missed: 0 });
      // Resumes after the last one read: requests before the stream opens would be missed.
      const search = kind === "all" ? "" : `&${kind}=true`;
      source = new EventSource(`/_/api/v1/activity/stream?after=${last}${search}`);
      source.onopen = () => setSeen((before) => ({ ...before, state: "live" }));
      source.onerror = () => setSeen((before) => ({ ...before, state: "connecting" }));
      source.addEventListener("requests", ({ data }) => {
        const news: Pick<Seen, "requests" | "missed"> = JSON.parse(data);
        setSeen((before) => ({
          state: "live",
          requests: merged(news.requests, before.requests),
          missed: before.missed + news.missed,
        }));
      });
    };
    begin().catch(() => setSeen((before) => ({ ...before, state: "connecting" })));
    return () => {
      over = true;
      source?.close();
    };
  }, [kind, paused]);

  return seen;
}

/** New requests first, without duplicates, cut to the rows that the page keeps. */
function merged(news: readonly SeenRequest[], known: readonly SeenRequest[]): SeenRequest[] {
  const newest = known[0]?.number ?? 0;
  return [...news.filter(({ number }) => number > newest), ...known].slice(0, maxRows);
}
