import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Config, readConfig } from "../../config.ts";
import { UsageError } from "../../flags/usage.ts";
import type { Store } from "../../store/store.ts";
import { withStore } from "./fields.ts";

/** Flags that mean what they mean for `serve`. */
const shared = {
  "public-url": "URL at which clients reach the server, as for serve",
  id: "ImageKit id to accept as the first path segment, as for serve",
  "private-key": "The server's private key, as for serve; default: the one in the data folder",
  "signing-key": "The server's key for signing URLs, as for serve; default: its private key",
  data: "Data folder, as for serve",
} as const;

type Flag = keyof typeof shared;

/** The lines of `--help` for some of them. */
export function sharedHelp(...flags: Flag[]): { flag: string; meaning: string }[] {
  return flags.map((flag) => ({ flag: `--${flag}`, meaning: shared[flag] }));
}

/** The same as options for `parse`. */
export function sharedOptions<F extends Flag>(...flags: F[]) {
  return Object.fromEntries(flags.map((flag) => [flag, { type: "string" }])) as {
    [flag in F]: { type: "string" };
  };
}

/** What `serve` would run with: these flags, then the environment, then the defaults. */
export function configOf(values: Partial<Record<Flag, string | undefined>>): Config {
  const given = Object.keys(shared).flatMap((flag) => {
    const value = values[flag as Flag];
    return value === undefined ? [] : [`--${flag}=${value}`];
  });
  return readConfig(given, process.env);
}

/** The private key; undefined where there is none yet. Makes nothing. */
export async function keyOf({ privateKey, data }: Config): Promise<string | undefined> {
  if (privateKey !== undefined) return privateKey;
  if (!existsSync(join(data, "origins.sqlite"))) return undefined;
  return withStore(data, (store) => store.kept("private key"));
}

/** The private key that a server with this configuration has, as far as it can be known from here. */
export function keyIn(store: Store): string | undefined {
  return process.env.TINTYPE_PRIVATE_KEY || store.kept("private key");
}

/** The private key, for what cannot be done without. */
export async function neededKey(config: Config): Promise<string> {
  const key = await keyOf(config);
  if (key !== undefined) return key;
  throw new UsageError(
    `There is no private key in ${config.data}: expected --private-key, TINTYPE_PRIVATE_KEY, or --data and the data folder of a server that has been started before`,
  );
}
