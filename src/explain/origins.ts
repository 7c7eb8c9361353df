import { asFailure } from "../failure.ts";
import { withoutSignatures } from "../observe/access-log.ts";
import { openOrigin } from "../origins/open.ts";
import type { Origin, OriginalPath } from "../origins/origin.ts";
import { type Attempt, type Trace, tracedOrigin } from "../origins/trace.ts";
import type { OriginRecord } from "../store/records.ts";
import { encodePath } from "../url/address.ts";

/** What one origin was asked for, and what came of it. */
export interface AskedOrigin {
  /** Absent for the folder that the server was started with. */
  id?: string;
  name: string;
  type: string;
  found: boolean;
  attempts: Attempt[];
  milliseconds: number;
}

/** Milliseconds for one origin. */
const timeout = 15_000;

/**
 * Asks the origins of an endpoint in their order for each place until one has it, and notes what
 * they look for and what their storage says. What is cached is not looked at.
 */
export async function askOrigins(
  origins: readonly Origin[],
  records: readonly OriginRecord[],
  places: readonly OriginalPath[],
): Promise<AskedOrigin[]> {
  const asked: AskedOrigin[] = [];
  const opened = origins.map((origin) => {
    const record = records.find(({ id }) => origin.id.startsWith(`${id}.`));
    const note: AskedOrigin = {
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
    return { note, open: Promise.resolve(open) };
  });
  for (const { open } of opened) open.catch(() => {});
  for (const place of places) {
    for (const { note, open } of opened) {
      if (!asked.includes(note)) asked.push(note);
      await ask(open, place, note);
      if (note.found) return asked;
    }
  }
  for (const { note, open } of opened) await suggest(open, places, note);
  return asked;
}

function tracedFolder(origin: Origin, trace: Trace): Origin {
  return tracedOrigin(origin, (path) => path, trace);
}

async function ask(open: Promise<Origin>, place: OriginalPath, note: AskedOrigin): Promise<void> {
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
    else add("The path cannot lie in this origin");
  } catch (error) {
    add(asFailure(error).message);
  }
  note.milliseconds += Math.round(performance.now() - start);
}

/** Names that a folder is searched for what was meant. */
const searchedAtMost = 1000;

/** Says what lies beside where the original should be, when that looks like it. */
async function suggest(
  open: Promise<Origin>,
  [place]: readonly OriginalPath[],
  note: AskedOrigin,
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

/** What was meant by a path that names nothing, judged by what lies beside it. Pure. */
export function nearMiss(path: string, others: readonly string[]): string | undefined {
  const found = (same: (other: string) => boolean) => others.find(same);
  const lower = path.toLowerCase();
  const letters = found((other) => other.toLowerCase() === lower);
  if (letters !== undefined) {
    return `There is \`${letters}\`: upper and lower case are different names`;
  }
  const encoded = found((other) => other !== path && decode(other) === decode(path));
  if (encoded !== undefined || found((other) => other === encodePath(path)) !== undefined) {
    const name = encoded ?? encodePath(path);
    return `There is \`${name}\`, whose key holds the escapes: set \`encodeKeys\` of the origin`;
  }
  const normal = found((other) => other.normalize("NFC") === path.normalize("NFC"));
  if (normal !== undefined) {
    return `There is \`${normal}\`, which looks alike but is written with other Unicode characters`;
  }
  const stem = lower.replace(/\.[^./]*$/, "");
  const other = found((name) => name.toLowerCase().replace(/\.[^./]*$/, "") === stem);
  return other === undefined ? undefined : `There is \`${other}\`: another extension`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
