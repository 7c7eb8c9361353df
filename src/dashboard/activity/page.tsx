import { useEffect, useState } from "preact/hooks";
import type { SeenRequest } from "../../observe/activity.ts";
import { clock, milliseconds } from "../labels.ts";
import { Icon } from "../parts/icon.tsx";
import { Badge, Note } from "../parts/note.tsx";
import { Empty, Page } from "../parts/page.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { VideoTools } from "../parts/video-tools.tsx";
import { linkTo } from "../place.ts";
import { type Kind, useRequests } from "./requests.ts";
import { VideoJobs } from "./video-jobs.tsx";

const kinds: [kind: Kind, label: string][] = [
  ["all", "All requests"],
  ["errors", "Errors"],
  ["slow", "Slow (500 ms or more)"],
];

export function ActivityPage() {
  const [kind, setKind] = useState<Kind>("all");
  const [code, setCode] = useState("");
  const [paused, setPaused] = useState(false);
  const { requests, state, missed } = useRequests(kind, paused);
  const codes = [...new Set(requests.flatMap((request) => request.code ?? []))].sort();
  const shown = code === "" ? requests : requests.filter((request) => request.code === code);
  useEffect(() => setCode(""), [kind]);
  return (
    <Page
      title="Activity"
      lede="Live requests, newest first."
      actions={
        <button
          type="button"
          class="button"
          aria-pressed={paused}
          onClick={() => setPaused(!paused)}
        >
          {paused ? "Resume" : "Pause"}
        </button>
      }
    >
      <VideoJobs />
      <VideoTools />
      <div class="filters">
        <label>
          <span class="label">Show</span>
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
            {kinds.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="label">ik-error</span>
          <select value={code} onChange={(event) => setCode(event.currentTarget.value)}>
            <option value="">All</option>
            {codes.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <p class="live">
          <Badge tone={state === "live" ? "good" : state === "paused" ? "plain" : "warn"}>
            {state === "live" ? "Live" : state === "paused" ? "Paused" : "Connecting"}
          </Badge>
        </p>
      </div>
      {missed > 0 && (
        <Note tone="warn" title={`${missed} requests were skipped because they arrived too fast`} />
      )}
      {shown.length === 0 ? (
        <Empty title="No requests yet">
          <p>Image requests appear here as they arrive.</p>
        </Empty>
      ) : (
        <RequestTable requests={shown} />
      )}
    </Page>
  );
}

function RequestTable({ requests }: { requests: SeenRequest[] }) {
  return (
    <Scroll label="Requests">
      <table class="data">
        <thead>
          <tr>
            <th scope="col" class="wide-only">
              Time
            </th>
            <th scope="col">Status</th>
            <th scope="col">Request</th>
            <th scope="col" class="wide-only">
              Cache
            </th>
            <th scope="col" class="wide-only">
              Origin
            </th>
            <th scope="col" class="number">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.number}>
              <td class="nowrap wide-only">{clock(request.time)}</td>
              <td class="nowrap">
                <Status request={request} />
              </td>
              <td class="target">
                <a href={linkTo(["troubleshoot"], { url: `${location.origin}${request.target}` })}>
                  {request.target}
                </a>
              </td>
              <td class="wide-only">{request.cache ?? "–"}</td>
              <td class="wide-only">{request.origin ?? "–"}</td>
              <td class="number nowrap" title={stagesOf(request)}>
                {request.milliseconds >= 500 && <Icon name="warn" label="Slow" />}{" "}
                {milliseconds(request.milliseconds)}
                <span class="narrow-only muted">{clock(request.time)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Status({ request: { status, code } }: { request: SeenRequest }) {
  if (status < 400) return <>{status}</>;
  return (
    <Badge tone={status < 500 ? "warn" : "bad"}>
      {status} {code}
    </Badge>
  );
}

function stagesOf({ stages }: SeenRequest): string {
  return Object.entries(stages)
    .map(([name, took]) => `${name} ${milliseconds(took)}`)
    .join(", ");
}
