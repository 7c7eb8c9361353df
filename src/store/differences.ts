import type { EndpointRecord, NamedRecord, OriginRecord } from "./records.ts";

/** A record as its changes are told: what may be shown, and what may not. */
export interface AuditedRecord {
  fields: Record<string, unknown>;
  secrets?: Record<string, unknown>;
}

/** Characters of one value, and of a whole summary. */
const longestValue = 80;
const longestSummary = 1000;

/** What is different between two records, in words; empty when nothing is. Pure. */
export function differences(before: AuditedRecord | undefined, after: AuditedRecord): string {
  const was = before?.fields ?? {};
  const fields = namesOf(was, after.fields).map((name) => {
    const [old, now] = [shown(was[name]), shown(after.fields[name])];
    if (before === undefined) return `${name} ${now}`;
    return old === "" ? `${name} ${now}` : `${name} ${old} → ${now || "default"}`;
  });
  const had = before?.secrets ?? {};
  const has = after.secrets ?? {};
  const secrets = namesOf(had, has).map((name) => {
    if (has[name] === undefined) return `${name} removed`;
    return had[name] === undefined ? `${name} set` : `${name} replaced`;
  });
  return cut([...fields, ...secrets].join(", "), longestSummary);
}

/** Names whose values differ. */
function namesOf(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function shown(value: unknown): string {
  return value === undefined ? "" : cut(JSON.stringify(value), longestValue);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

export function auditedOrigin({ name, type, settings, secrets }: OriginRecord): AuditedRecord {
  return { fields: { type, name, ...settings }, secrets };
}

/** @param nameOf an origin's name by its id */
export function auditedEndpoint(
  { description, urlPrefix, origins, settings }: EndpointRecord,
  nameOf: (id: string) => string,
): AuditedRecord {
  return { fields: { description, urlPrefix, origins: origins.map(nameOf), ...settings } };
}

export function auditedNamed({
  name,
  transformation,
  enabled,
}: Omit<NamedRecord, "createdAt">): AuditedRecord {
  return { fields: { name, transformation, enabled } };
}
