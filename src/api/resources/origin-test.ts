import { Failure } from "../../failure.ts";
import { type Diagnosis, diagnose } from "../../origins/diagnose.ts";
import { newId, type Store } from "../../store/store.ts";
import { checkMachine, recordOf } from "./origins.ts";

/**
 * Tries an origin's JSON before it is saved, or, given `{id}`, one that is. Says in plain words
 * what works, what does not, and what to change.
 */
export async function testOrigin(store: Store, json: unknown): Promise<Diagnosis> {
  const given = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const saved = store.origins().find(({ id }) => id === given.id);
  if (given.id !== undefined && !saved) {
    throw new Failure("ENOENT", `There is no origin with the id ${String(given.id).slice(0, 80)}`);
  }
  const whole = Object.keys(given).length > (given.id === undefined ? 0 : 1);
  if (saved && !whole) return diagnose(saved);
  await checkMachine(given);
  return diagnose(recordOf(saved?.id ?? newId(), given, saved));
}
