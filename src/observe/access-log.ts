import { randomBytes } from "node:crypto";
import type { Log } from "../log.ts";
import { withoutSignatures } from "../url/without-signatures.ts";

/** What is noted of a request when its answer is known. */
export interface ServedRequest {
  /** Milliseconds since 1970. */
  time: number;
  id: string;
  /** Address that the request is counted for. */
  client: string;
  method: string;
  /** Path and query as they were received. */
  target: string;
  status: number;
  cache?: "memory" | "disk" | "miss" | "stale" | undefined;
  /** Name of the origin that had the original. */
  origin?: string | undefined;
  /** Of the body. */
  bytes: number;
  milliseconds: number;
  /** Milliseconds by stage. */
  stages: Readonly<Record<string, number>>;
  /** Of the failure, where it was one. */
  code?: string | undefined;
  /** What `textOf` makes of this record, where it is known already. */
  text?: string;
}

/** What a record says of the answer and not of this one request. */
export type FixedFields = Omit<ServedRequest, "time" | "id" | "client" | "text">;

export interface AccessLog {
  /** The id that the client gave its request, when it is a short word, or a new one. */
  nextId(given: string | null): string;
  /** What a line says of the answer and not of this one request; worked out once for a hot one. */
  textOf(fields: FixedFields): string;
  /** Writes one line, and counts. */
  served(record: ServedRequest): void;
}

/** What a client may call its request: nothing that could be taken for more than one word. */
const word = /^[\w.-]{1,64}$/;

/** Keeps the log of requests: one line each, with times by stage and without signatures. */
export function createAccessLog(
  log: Pick<Log, "format" | "line">,
  metrics: { served(record: ServedRequest): void },
): AccessLog {
  // Ids of this process begin alike, those of another one otherwise.
  const start = randomBytes(4).toString("hex");
  let count = 0;
  const { textOf, lineOf } = log.format === "json" ? json : text;
  return {
    textOf,
    nextId(given) {
      if (given !== null && word.test(given)) return given;
      count += 1;
      return `${start}-${count}`;
    },
    served(record) {
      metrics.served(record);
      log.line(lineOf(record, record.text ?? textOf(record)));
    },
  };
}

/** How a line is written: what it says of the answer, and the whole of it. */
interface Format {
  textOf(fields: FixedFields): string;
  lineOf(record: ServedRequest, text: string): string;
}

const json: Format = {
  textOf({ method, target, status, cache, origin, bytes, code }) {
    const fields = {
      method,
      target: withoutSignatures(target),
      status,
      cache,
      origin,
      bytes,
      code,
    };
    return JSON.stringify(fields).slice(1, -1);
  },
  lineOf({ time, id, client, milliseconds, stages }, fixed) {
    let times = "";
    for (const stage in stages) {
      times += `${times === "" ? "" : ","}"${stage}":${tenths(stages[stage] ?? 0)}`;
    }
    if (times !== "") times = `,"stages":{${times}}`;
    // An id is a word and a client an address: nothing in them has to be escaped.
    return `{"time":"${written(time)}","level":"info","message":"served","id":"${id}","client":"${client}",${fixed},"milliseconds":${tenths(milliseconds)}${times}}`;
  },
};

const text: Format = {
  textOf({ method, target, status, cache, origin, bytes, code }) {
    const where = `${code === undefined ? "" : ` ${code}`}${cache === undefined ? "" : ` ${cache}`}`;
    const from = origin === undefined ? "" : ` from ${origin}`;
    return printable(`${status}${where} ${method} ${withoutSignatures(target)}${from} ${bytes} B`);
  },
  lineOf({ id, client, milliseconds, stages }, fixed) {
    let times = "";
    for (const stage in stages) times += `, ${stage} ${tenths(stages[stage] ?? 0)}`;
    return `${fixed} ${tenths(milliseconds)} ms${times} ${client} ${id}`;
  },
};

let said = { at: 0, text: "" };

/** A time as ISO 8601 has it; written out once per millisecond. */
function written(at: number): string {
  if (at !== said.at) said = { at, text: new Date(at).toISOString() };
  return said.text;
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

/** A terminal obeys control characters, and a line break would make two lines of one. */
export function printable(text: string): string {
  return /\p{Cc}/u.test(text)
    ? text.replace(/\p{Cc}/gu, (found) => encodeURIComponent(found))
    : text;
}
