import { Failure } from "../failure.ts";
import type { OriginRecord } from "../store/records.ts";
import type { Origin } from "./origin.ts";
import type { OriginType, Settings } from "./origin-type.ts";
import { mayReadVariable } from "./permissions.ts";
import { originTypes } from "./registry.ts";
import type { Trace } from "./trace.ts";

/**
 * Opens the origin that a record describes. EACCES when a variable that holds a secret is not set.
 * @param trace hears what the origin looks for
 */
export async function openOrigin(record: OriginRecord, trace?: Trace): Promise<Origin> {
  const origin = await typeOf(record).open(settingsOf(record), trace);
  return withCanonicalBase(origin, record);
}

/** The type of a saved origin. EUPSTREAM for one that this version does not know. */
export function typeOf({ name, type }: OriginRecord): OriginType {
  const known = originTypes.get(type);
  if (known) return known;
  throw new Failure("EUPSTREAM", `The origin ${name} is of the unknown type ${type}`);
}

/** All fields of a record, its secrets in clear. */
export function settingsOf(record: OriginRecord): Settings<OriginType["schema"]> {
  const { id, name, settings } = record;
  return { ...settings, ...revealed(record), id, name };
}

/** Secrets with `env:NAME` replaced by what the environment says. */
function revealed({ name, secrets }: OriginRecord): Record<string, unknown> {
  const reveal = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
    }
    const variable = typeof value === "string" ? /^env:(\w+)$/.exec(value)?.[1] : undefined;
    if (variable === undefined) return value;
    if (!mayReadVariable(variable)) {
      const message = `The origin ${name} may not read the environment variable ${variable}`;
      throw new Failure("EACCES", message);
    }
    const held = process.env[variable];
    if (held !== undefined) return held;
    const message = `The origin ${name} needs the environment variable ${variable}`;
    throw new Failure("EACCES", message);
  };
  return Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, reveal(value)]));
}

function withCanonicalBase(origin: Origin, { settings }: OriginRecord): Origin {
  const { includeCanonicalHeader, baseUrlForCanonicalHeader: base } = settings;
  return includeCanonicalHeader === true && typeof base === "string"
    ? { ...origin, canonicalBase: base.replace(/\/+$/, "") }
    : origin;
}
