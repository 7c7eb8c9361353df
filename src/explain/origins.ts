import { asFailure } from "../failure.ts";
import { openOrigin } from "../origins/open.ts";
import type { Origin, OriginalPath } from "../origins/origin.ts";
import { type Attempt, type Trace, tracedOrigin } from "../origins/trace.ts";
import type { OriginRecord } from "../store/records.ts";
import { encodePath } from "../url/address.ts";
import { withoutSignatures } from "../url/without-signatures.ts";

/** The lookups in one origin and their outcome. */
export interface OriginLookup {
  /** Absent for the folder of `tintype serve FOLDER`. */
  id?: string;
  name: string;
  type: string;
  found: boolean;
  attempts: Attempt[];
  milliseconds: number;
}

/** Where an original was looked for, and the place at which it lies. */
interface FoundOriginal {
  lookups: OriginLookup[];
  place?: OriginalPath;
}

/** Milliseconds for one origin. */
const timeout = 15_000;

/**
 * Tries the origins of an endpoint in order for each place until one has the original, recording
 * each lookup and the reply of the storage. The caches are not consulted.
 * @param otherNames what it may be called where it has none of those places
 */
export async function lookUpOrigins(
  origins: readonly Origin[],
  records: readonly OriginRecord[],
  places: readonly OriginalPath[],
  otherNames: readonly OriginalPath[],
): Promise<FoundOriginal> {
  const lookups: OriginLookup[] = [];
  const opened = origins.map((origin) => {
    const record = records.find(({ id }) => origin.id.startsWith(`${id}.`));
    const note: OriginLookup = {
      ...(record ? { id: record.id } : {}),
      name: origin.name,
      type: record?.type ?? "LOCAL_FOLDER",
      found: false,
      attempts: [],
      milliseconds: 0,
    };
    const trace: Trace = ({ target, message, ...attempt }) => {
      const masked = { target: withoutSignatures(target), message: withoutSignatures(message) };
      note.attempts.push({ ...attempt, ...masked });
    };
    const open = record ? openOrigin(record, trace) : tracedFolder(origin, trace);
    return { note, open: Promise.resolve(open), looksForOthers: origin.variesByAsset === true };
  });
  for (const { open } of opened) open.catch(() => {});
  for (const place of places) {
    for (const { note, open } of opened) {
      if (!lookups.includes(note)) lookups.push(note);
      await ask(open, place, note);
      if (note.found) return { lookups, place };
    }
  }
  for (const place of otherNames) {
    for (const { note, open, looksForOthers } of opened) {
      if (looksForOthers) continue;
      await ask(open, place, note);
      if (note.found) return { lookups, place };
    }
  }
  for (const { note, open } of opened) await suggest(open, places, note);
  return { lookups };
}

function tracedFolder(origin: Origin, trace: Trace): Origin {
  return tracedOrigin(origin, (path) => path, trace);
}

async function ask(open: Promise<Origin>, place: OriginalPath, note: OriginLookup): Promise<void> {
  const start = performance.now();
  const before = note.attempts.length;
  const add = (message: string) => {
    if (note.attempts.length > before) return;
    const target = withoutSignatures(place.path);
    note.attempts.push({ target, found: false, message, milliseconds: 0 });
  };
  try {
    const origin = await open;
    const answer = await origin.fetch(place, AbortSignal.timeout(timeout));
    note.found = answer !== undefined;
    if (typeof answer === "object") await answer.body.cancel();
    else add("This origin cannot contain the path");
  } catch (error) {
    add(asFailure(error).message);
  }
  note.milliseconds += Math.round(performance.now() - start);
}

/** Names in a folder that are compared with a missing one. */
const searchedAtMost = 1000;

/** Adds a hint when a similar name lies beside the missing one. */
async function suggest(
  open: Promise<Origin>,
  [place]: readonly OriginalPath[],
  note: OriginLookup,
): Promise<void> {
  const last = note.attempts.at(-1);
  if (!place || !last || last.help !== undefined) return;
  const { path } = place;
  const prefix = path.slice(0, path.lastIndexOf("/") + 1);
  const listed = await open
    .then((origin) =>
      origin.list?.({ prefix, limit: searchedAtMost }, AbortSignal.timeout(timeout)),
    )
    .catch(() => undefined);
  if (!listed) return;
  const near = nearMiss(
    path,
    listed.files.map((file) => file.path),
  );
  if (near !== undefined) last.help = near;
}

/** The likely intended name for a path that does not exist, out of the names beside it. Pure. */
export function nearMiss(path: string, others: readonly string[]): string | undefined {
  const found = (same: (other: string) => boolean) => others.find(same);
  const lower = path.toLowerCase();
  const letters = found((other) => other.toLowerCase() === lower);
  if (letters !== undefined) {
    return `There is \`${letters}\`: names are case-sensitive`;
  }
  const encoded = found((other) => other !== path && decode(other) === decode(path));
  if (encoded !== undefined || found((other) => other === encodePath(path)) !== undefined) {
    const name = encoded ?? encodePath(path);
    return `There is \`${name}\`, whose key contains the escapes: set \`encodeKeys\` of the origin`;
  }
  const normal = found((other) => other.normalize("NFC") === path.normalize("NFC"));
  if (normal !== undefined) {
    return `There is \`${normal}\`, which looks the same but uses different Unicode characters`;
  }
  const stem = lower.replace(/\.[^./]*$/, "");
  const other = found((name) => name.toLowerCase().replace(/\.[^./]*$/, "") === stem);
  return other === undefined ? undefined : `There is \`${other}\`, with another extension`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
