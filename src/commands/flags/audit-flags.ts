import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parse, UsageError } from "../../flags/usage.ts";
import { rewriters } from "../../migrate/audit/config-snapshot.ts";
import type { LiveServer } from "../../migrate/compare/samples.ts";
import type { Option } from "../command.ts";

/** What an audit is told to do. */
export interface AuditRequest {
  input: string;
  folder: string | undefined;
  fonts: string | undefined;
  rewriter: (typeof rewriters)[number] | undefined;
  hosts: Map<string, string>;
  id: string | undefined;
  report: string | undefined;
  sample: number;
  jobs: number;
  json: boolean;
  /** The data folder, where the command line names one. */
  data: string | undefined;
  live: LiveServer | undefined;
}

export const auditOptions: Option[] = [
  { flag: "--folder", meaning: "Use this copy of a bucket instead of the origins, offline" },
  {
    flag: "--rewriter",
    meaning: `Read the URLs as ${rewriters.join(", ")}; default: as the URL endpoint does`,
    values: rewriters,
  },
  {
    flag: "--host",
    meaning:
      "Only URLs of this host, or OLD=NEW to look them up as NEW's; repeatable; default: any host",
  },
  { flag: "--id", meaning: "ImageKit id accepted as the first path segment, as for serve" },
  { flag: "--fonts", meaning: "Folder of fonts that texts may name, as for serve" },
  { flag: "--report", meaning: "Write an HTML report to this file" },
  { flag: "--compare", meaning: "Base URL of the live server: compare a sample of its images" },
  {
    flag: "--sample",
    meaning: "Images in the report and the comparison, 0 to 1000; default: 50",
  },
  { flag: "--rate", meaning: "Requests per second to the live server, 0.1 to 100; default: 2" },
  {
    flag: "--allow-private-network",
    meaning: "Let --compare reach private networks and this machine",
  },
  { flag: "--jobs", meaning: "URLs checked at a time, 1 to 64; default: 16" },
  { flag: "--json", meaning: "Print JSON lines, one for each URL, the summary last" },
  { flag: "--data", meaning: "Data folder, as for serve" },
];

/** Reads the command line of the audit. */
export async function readAuditRequest(args: string[]): Promise<AuditRequest> {
  const { values, positionals } = parse(args, {
    folder: { type: "string" },
    fonts: { type: "string" },
    rewriter: { type: "string" },
    id: { type: "string" },
    report: { type: "string" },
    compare: { type: "string" },
    data: { type: "string" },
    sample: { type: "string", default: "50" },
    rate: { type: "string", default: "2" },
    jobs: { type: "string", default: "16" },
    host: { type: "string", multiple: true, default: [] },
    "allow-private-network": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const [input, ...more] = positionals;
  if (input === undefined || more.length > 0) {
    throw new UsageError("Expected a file with URLs, such as `audit urls.txt`, or `-`");
  }
  const { folder, compare } = values;
  const fonts = values.fonts ?? (process.env.TINTYPE_FONTS || undefined);
  return {
    input,
    rewriter: readRewriter(values.rewriter),
    hosts: new Map(values.host.map(readHost)),
    folder: folder === undefined ? undefined : await readFolder("folder", folder),
    fonts: fonts === undefined ? undefined : await readFolder("fonts", fonts),
    id: values.id ?? (process.env.TINTYPE_ID || undefined),
    report: values.report === undefined ? undefined : resolve(values.report),
    sample: readNumber("sample", values.sample, 0, 1000),
    jobs: readNumber("jobs", values.jobs, 1, 64),
    json: values.json,
    data: values.data,
    live:
      compare === undefined
        ? undefined
        : {
            base: readBase(compare),
            rate: readNumber("rate", values.rate, 0.1, 100),
            allowPrivateNetwork: values["allow-private-network"],
          },
  };
}

function readRewriter(text: string | undefined): AuditRequest["rewriter"] {
  const found = rewriters.find((name) => name === text?.toLowerCase());
  if (text === undefined || found) return found;
  throw new UsageError(`Cannot read --rewriter: expected ${rewriters.join(", ")}, got \`${text}\``);
}

function readHost(text: string): [string, string] {
  const [, host = "", as = host] = /^([\w.-]+)(?:=([\w.-]+))?$/.exec(text.toLowerCase()) ?? [];
  if (host !== "") return [host, as];
  throw new UsageError(`Cannot read --host: expected a host name or OLD=NEW, got \`${text}\``);
}

function readBase(text: string): string {
  const url = URL.parse(text);
  const plain = url && /^https?:$/.test(url.protocol) && url.search + url.hash === "";
  if (plain && url.username === "") return url.href.replace(/\/+$/, "");
  throw new UsageError(`Cannot read --compare: expected an http or https URL, got \`${text}\``);
}

async function readFolder(flag: string, text: string): Promise<string> {
  const found = await stat(text).catch(() => undefined);
  if (found?.isDirectory()) return resolve(text);
  throw new UsageError(`Cannot read --${flag}: expected a folder, got \`${text}\``);
}

function readNumber(flag: string, text: string, min: number, max: number): number {
  const whole = Number.isInteger(min);
  const value = (whole ? /^\d+$/ : /^\d+(?:\.\d+)?$/).test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const expected = `expected a ${whole ? "whole " : ""}number from ${min} to ${max}`;
  throw new UsageError(`Cannot read --${flag}: ${expected}, got \`${text}\``);
}
