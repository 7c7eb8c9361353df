import { useEffect, useState } from "preact/hooks";
import type { Statistics } from "../../observe/statistics.ts";
import { answerOf, api } from "../client.ts";
import { bytes, counted, duration, percent, whole } from "../labels.ts";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Page, Panel } from "../parts/page.tsx";
import { linkTo } from "../place.ts";
import { Chart } from "./chart.tsx";
import { columnsOf } from "./columns.ts";
import { PurgePanel } from "./purge.tsx";

/** Milliseconds between two reads of the statistics. */
const interval = 5000;

export function CachePage() {
  const loaded = useLoaded(() => answerOf(api.v1.stats.get()));
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") loaded.again();
    }, interval);
    return () => clearInterval(timer);
  }, [loaded.again]);
  return (
    <Page
      title="Cache"
      lede="Originals and renditions on disk, the most requested also in memory. Never exceeds the limit; least recently used files go first."
    >
      <Show loaded={loaded}>
        {(stats) => (
          <>
            <Facts stats={stats} />
            <History stats={stats} />
            <Popular paths={stats.paths} />
          </>
        )}
      </Show>
      <PurgePanel onDone={loaded.again} />
    </Page>
  );
}

function Facts({ stats: { cache, memory, pool, uptime, requests } }: { stats: Statistics }) {
  return (
    <dl class="tiles">
      <div class="tile wide">
        <dt>On disk</dt>
        <dd>
          <b>{bytes(cache.bytes)}</b> of {bytes(cache.maxBytes)}
          <meter
            min={0}
            max={1}
            value={cache.bytes / Math.max(1, cache.maxBytes)}
            aria-label="Share of the disk cache in use"
          />
        </dd>
      </div>
      <Tile
        name="Entries"
        value={whole(cache.entries)}
        note={`${whole(cache.evictions)} evicted`}
      />
      <Tile
        name="Hit rate"
        value={cache.hitRate === null ? "–" : percent(cache.hitRate)}
        note={`${counted(requests.total, "request")} in ${duration(uptime)}`}
      />
      <Tile
        name="In memory"
        value={bytes(memory.bytes)}
        note={`${counted(memory.entries, "entry", "entries")}, ${bytes(memory.maxBytes)} max`}
      />
      <Tile
        name="Renderers"
        value={`${pool.busy} of ${pool.renderers} busy`}
        note={`${counted(pool.waiting, "job")} queued, ${counted(pool.restarts, "restart")}`}
      />
    </dl>
  );
}

function Tile({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <span class="muted">{note}</span>
      </dd>
    </div>
  );
}

function History({ stats }: { stats: Statistics }) {
  const [span, setSpan] = useState<"seconds" | "minutes">("seconds");
  return (
    <Panel
      title="Requests and hit rate"
      aside={
        <label class="inline-select">
          <span class="off-screen">Time span</span>
          <select
            value={span}
            onChange={(event) => setSpan(event.currentTarget.value as typeof span)}
          >
            <option value="seconds">Last two minutes</option>
            <option value="minutes">Last 24 hours</option>
          </select>
        </label>
      }
    >
      <Chart
        columns={columnsOf(stats[span], span === "seconds" ? 2 : 15)}
        span={span === "seconds" ? "the last two minutes" : "the last 24 hours"}
      />
    </Panel>
  );
}

function Popular({ paths }: Pick<Statistics, "paths">) {
  if (paths.length === 0) return null;
  const most = paths[0]?.requests ?? 1;
  return (
    <Panel title="Most requested">
      <ol class="popular">
        {paths.slice(0, 20).map(({ path, requests }) => (
          <li key={path}>
            <a href={linkTo(["troubleshoot"], { url: `${location.origin}${path}` })}>{path}</a>
            <meter min={0} max={most} value={requests} aria-label={`Requests for ${path}`} />
            <span class="number">{whole(requests)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
