import { join } from "node:path";
import type { Pebble } from "../../support/servers/pebble.ts";
import { program, type RunningServer, startServer } from "../../support/tintype.ts";

export const demo = join(import.meta.dirname, "../../../src/demo");

/** Starts a server that obtains its certificate for `localhost`. */
export function secured(
  pebble: Pebble,
  { data, flags = [] }: { data?: string; flags?: string[] } = {},
): Promise<RunningServer> {
  return startServer(
    program,
    [
      ...[demo, "--https", "localhost", "--host", "127.0.0.1"],
      ...["--http-port", String(pebble.httpPort), "--acme-directory", pebble.directory],
      ...flags,
    ],
    data === undefined ? { env: pebble.env } : { env: pebble.env, data },
  );
}
