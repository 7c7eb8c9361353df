import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { Failure } from "../failure.ts";
import type { Activity } from "../observe/activity.ts";
import { type Counter, minutesAtMost, secondsAtMost } from "../observe/statistics.ts";
import { asking, readQuery, type StoreOf } from "./route.ts";

export interface InsightServices {
  statistics: Pick<Counter, "read">;
  activity: Activity;
}

const limitOf = (what: string) =>
  Type.Optional(
    Type.Integer({
      description: `${what}, 1 to 1000; 100 by default`,
      minimum: 1,
      maximum: 1000,
      "x-expected": "a whole number from 1 to 1000",
    }),
  );
const which = {
  after: Type.Optional(
    Type.Integer({
      description: "Only requests with a higher number than this",
      minimum: 0,
      "x-expected": "the number of a request",
    }),
  ),
  errors: Type.Optional(Type.Boolean({ description: "Only what failed" })),
  slow: Type.Optional(Type.Boolean({ description: "Only what took half a second or more" })),
};
const streamSchema = Type.Object(which);
const bucketsOf = (unit: string, maximum: number) =>
  Type.Optional(
    Type.Integer({
      description: `Buckets of a ${unit} that are told; ${maximum} by default`,
      minimum: 0,
      maximum,
      "x-expected": `a whole number from 0 to ${maximum}`,
    }),
  );
const statsSchema = Type.Object({
  seconds: bucketsOf("second", secondsAtMost),
  minutes: bucketsOf("minute", minutesAtMost),
});
const activitySchema = Type.Object({ ...which, limit: limitOf("Requests") });
const logSchema = Type.Object({
  limit: limitOf("Changes"),
  before: Type.Optional(
    Type.Integer({
      description: "Only changes with a lower id than this: the next page",
      minimum: 0,
      "x-expected": "the id of a change",
    }),
  ),
  since: Type.Optional(
    Type.String({
      description: "Only changes at or after this date, as ISO 8601",
      "x-expected": "a date such as 2026-01-31",
    }),
  ),
});

/** What the server does and did: numbers, requests, changes. */
export function insightApi(storeOf: StoreOf, { statistics, activity }: InsightServices) {
  return new Elysia({ prefix: "/v1" })
    .get(
      "/stats",
      ({ query }) => statistics.read(readQuery(statsSchema, query)),
      asking("How the server does", statsSchema),
    )
    .get(
      "/activity",
      ({ query }) => activity.read(readQuery(activitySchema, query)),
      asking("The last requests, the newest first", activitySchema),
    )
    .get(
      "/activity/stream",
      ({ request, query }) => {
        // What a browser sends when it comes back after its connection broke.
        const seen = Number(request.headers.get("last-event-id") ?? Number.NaN);
        const wanted = readQuery(streamSchema, query);
        const after = Number.isSafeInteger(seen) ? { after: seen } : {};
        return new Response(activity.stream({ ...wanted, ...after }), {
          headers: {
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            // nginx would otherwise hold events back until its buffer is full.
            "X-Accel-Buffering": "no",
          },
        });
      },
      asking("Requests as they come, as Server-Sent Events", streamSchema),
    )
    .get(
      "/log",
      ({ request, query }) => {
        const { limit = 100, before, since } = readQuery(logSchema, query);
        return { changes: storeOf(request).changes({ limit, before, since: timeOf(since) }) };
      },
      asking("The audit log, the newest change first", logSchema),
    );
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isFinite(time)) return time;
  const got = `\`${text.slice(0, 80)}\``;
  const message = `Cannot read \`since\`: expected a date such as 2026-01-31, got ${got}`;
  throw new Failure("EINVAL", message, { field: "since" });
}
