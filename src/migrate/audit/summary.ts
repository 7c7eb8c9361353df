import type { Database, Row, Value } from "../../runtime/sqlite.ts";
import { type Concern, concernKinds } from "./concerns.ts";
import type { InputKind, PassedOver } from "./input/input.ts";
import { type Outcome, outcomes, type Parameter } from "./verdict.ts";

/** Rows of each list at most. */
const listedAtMost = 200;

export interface UrlCount {
  /** Different URLs. */
  urls: number;
  /** How often they were found. */
  requests: number;
}

/** What an audit came to. The counts are exact; the lists hold the 200 with the most URLs. */
export interface Summary extends UrlCount {
  input: { kind: InputKind; found: number; passed: PassedOver };
  outcomes: Record<Outcome, UrlCount>;
  statuses: (UrlCount & { status: number })[];
  patternCount: number;
  patterns: PatternRow[];
  parameters: (UrlCount & Omit<Parameter, "token"> & { parameter: string; example: string })[];
  /** What is not answered, by the reason. */
  reasons: (UrlCount & { status: number; code: string; reason: string; example: string })[];
  /** Folders of what is missing. */
  folders: (UrlCount & { folder: string; example: string })[];
  origins: (UrlCount & { origin: string })[];
  /** What has to be decided as a whole: names to define, fonts, videos, effects that need a model. */
  concerns: Record<Concern["kind"], ConcernRow[]>;
  /** The first that are not answered. */
  unanswered: { url: string; status: number; code: string; reason: string; requests: number }[];
}

/** A concern, and how many URLs it touches. */
interface ConcernRow extends UrlCount {
  name: string;
  example: string;
  /** For a named transformation, the command that defines it, to be filled in. */
  command?: string;
}

interface PatternRow extends UrlCount {
  pattern: string;
  /** URLs by outcome. */
  outcomes: Partial<Record<Outcome, number>>;
  example: string;
  rendered: string;
}

const notAnswered = "outcome IN ('missing', 'refused', 'unreachable')";
const counts = "count(*) AS urls, sum(requests) AS requests";

/** Counts what the ledger holds. */
export function summarise(database: Database, input: Summary["input"]): Summary {
  const list = (sql: string, ...values: Value[]) =>
    database.all(`${sql} ORDER BY urls DESC, requests DESC LIMIT ${listedAtMost}`, ...values);
  database.exec("CREATE INDEX results_by_pattern ON results (pattern, outcome)");
  const total = database.get(`SELECT ${counts} FROM results`);
  const byOutcome = list(`SELECT outcome, ${counts} FROM results GROUP BY outcome`);
  return {
    input,
    ...counted(total),
    outcomes: Object.fromEntries(
      outcomes.map((name) => [name, counted(byOutcome.find(({ outcome }) => outcome === name))]),
    ) as Summary["outcomes"],
    statuses: list(`SELECT status, ${counts} FROM results GROUP BY status`).map((row) => ({
      status: Number(row.status),
      ...counted(row),
    })),
    patternCount: Number(database.get("SELECT count(DISTINCT pattern) AS n FROM results")?.n),
    patterns: list(
      `SELECT pattern, ${counts}, min(url) AS example, rendered FROM results
       GROUP BY pattern`,
    ).map((row) => patternRow(database, row)),
    parameters: database
      .all(
        `SELECT * FROM parameters ORDER BY
         CASE fate WHEN 'refused' THEN 0 WHEN 'ignored' THEN 1 WHEN 'approximate' THEN 2 ELSE 3 END,
         urls DESC, pattern LIMIT ${2 * listedAtMost}`,
      )
      .map((row) => ({
        parameter: String(row.pattern),
        fate: String(row.fate) as Parameter["fate"],
        ...(row.note === "" ? {} : { note: String(row.note) }),
        ...counted(row),
        example: String(row.example),
      })),
    reasons: list(
      `SELECT status, code, reason, ${counts}, min(url) AS example FROM results
       WHERE ${notAnswered} GROUP BY status, code, reason`,
    ).map((row) => ({ ...failed(row), ...counted(row), example: String(row.example) })),
    folders: list(
      `SELECT folder, ${counts}, min(url) AS example FROM results
       WHERE outcome = 'missing' GROUP BY folder`,
    ).map((row) => ({
      folder: String(row.folder),
      ...counted(row),
      example: String(row.example),
    })),
    origins: list(
      `SELECT origin, ${counts} FROM results WHERE origin IS NOT NULL GROUP BY origin`,
    ).map((row) => ({ origin: String(row.origin), ...counted(row) })),
    concerns: Object.fromEntries(
      concernKinds.map((kind) => [
        kind,
        list("SELECT * FROM concerns WHERE kind = ?", kind).map((row) => concernRow(kind, row)),
      ]),
    ) as Summary["concerns"],
    unanswered: database
      .all(
        `SELECT url, status, code, reason, requests FROM results WHERE ${notAnswered}
         ORDER BY requests DESC, id LIMIT ${listedAtMost}`,
      )
      .map((row) => ({ url: String(row.url), ...failed(row), requests: Number(row.requests) })),
  };
}

function concernRow(kind: Concern["kind"], row: Row): ConcernRow {
  const name = String(row.name);
  const command = kind === "named" ? { command: defining(name) } : {};
  return { name, ...counted(row), example: String(row.example), ...command };
}

/** The command that defines a name; its transformation is for the account's owner to say. */
function defining(name: string): string {
  const plain = /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
  return `tintype named set ${plain} TRANSFORMATION`;
}

function patternRow(database: Database, row: Row): PatternRow {
  const byOutcome = database.all(
    "SELECT outcome, count(*) AS urls FROM results WHERE pattern = ? GROUP BY outcome",
    row.pattern as string,
  );
  return {
    pattern: String(row.pattern),
    ...counted(row),
    outcomes: Object.fromEntries(byOutcome.map(({ outcome, urls }) => [outcome, urls])),
    example: String(row.example),
    rendered: String(row.rendered),
  };
}

function counted(row: Row | undefined): UrlCount {
  return { urls: Number(row?.urls ?? 0), requests: Number(row?.requests ?? 0) };
}

function failed(row: Row) {
  return { status: Number(row.status), code: String(row.code), reason: String(row.reason) };
}

/** URLs answered with an image, spread over the patterns: the most frequent ones first, and each in turn. */
export function sampleOf(
  database: Database,
  size: number,
): { id: number; url: string; pattern: string }[] {
  return database
    .all(
      `SELECT id, url, pattern FROM (
         SELECT id, url, pattern, row_number() OVER (PARTITION BY pattern ORDER BY requests DESC, id)
           AS turn, count(*) OVER (PARTITION BY pattern) AS urls
         FROM results WHERE is_image AND outcome IN ('exact', 'approximate', 'ignored'))
       ORDER BY turn, urls DESC, pattern LIMIT ?`,
      size,
    )
    .map(({ id, url, pattern }) => ({
      id: Number(id),
      url: String(url),
      pattern: String(pattern),
    }));
}
