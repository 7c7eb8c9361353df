import { readFileSync } from "node:fs";
import { mayReadVariable } from "../../origins/permissions.ts";
import type { Store } from "../../store/store.ts";
import { keyIn } from "../flags/shared-flags.ts";
import { askRunningServer } from "../running-server.ts";
import { runningServerOf } from "./server-file.ts";

/**
 * Takes the variables that origins name by `env:` from the server that uses the data folder: a service
 * has them, and the shell of a command that reads the originals itself often has not. Only where the
 * system shows them to this user, as Linux does; elsewhere this process's own stand.
 */
export async function takeServerEnvironment(data: string, store: Store): Promise<void> {
  const names = new Set(store.origins().flatMap(({ secrets }) => variablesIn(secrets)));
  const running = runningServerOf(data);
  if (names.size === 0 || !running) return;
  // After a crash, another process may have the number of the one that ended.
  const asked = ({ call }: { call(method: string, path: string): Promise<unknown> }) =>
    call("GET", "/v1/address");
  if ((await askRunningServer(data, keyIn(store), asked)) === undefined) return;
  for (const [name, value] of environmentOf(running.pid)) {
    if (names.has(name) && mayReadVariable(name)) process.env[name] = value;
  }
}

function variablesIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(variablesIn);
  const variable = typeof value === "string" ? /^env:(\w+)$/.exec(value)?.[1] : undefined;
  return variable === undefined ? [] : [variable];
}

function environmentOf(pid: number): [name: string, value: string][] {
  try {
    const text = readFileSync(`/proc/${pid}/environ`, "utf8");
    return text.split("\0").flatMap((pair): [string, string][] => {
      const at = pair.indexOf("=");
      return at < 1 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]];
    });
  } catch {
    return [];
  }
}
