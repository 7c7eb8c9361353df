import { setTimeout as sleep } from "node:timers/promises";
import type { OriginView } from "../api/resources/origins.ts";
import { parse, UsageError } from "../flags/usage.ts";
import type { Command } from "./command.ts";
import { idOf } from "./flags/fields.ts";
import { configOf, neededKey, sharedHelp, sharedOptions } from "./flags/shared-flags.ts";
import { type RunningServer, reach, serverAddress } from "./running-server.ts";
import { waiting } from "./terminal/waiting.ts";

/** Milliseconds between two questions whether a purge is done. */
const [first, longest] = [20, 1000];

export const purge: Command = {
  summary: "remove files from the cache of a running server",
  usage: "purge URL | --original URL | --origin ORIGIN | --everything",
  examples: [
    "purge 'https://images.example.com/shop/*'",
    "purge --original https://images.example.com/coast.jpg",
    "purge --everything",
  ],
  options: [
    { flag: "--original", meaning: "URL of an original: the original and everything made from it" },
    { flag: "--origin", meaning: "Name or id of an origin: everything that came from it" },
    { flag: "--everything", meaning: "The whole cache" },
    {
      flag: "--server",
      meaning: "Address of the management API; default: the server that runs on the data folder",
    },
    ...sharedHelp("public-url", "private-key"),
    { flag: "--json", meaning: "Print JSON" },
    ...sharedHelp("data"),
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      ...sharedOptions("public-url", "private-key", "data"),
      original: { type: "string" },
      origin: { type: "string" },
      everything: { type: "boolean" },
      server: { type: "string" },
      json: { type: "boolean" },
    });
    const { original, origin } = values;
    const everything = values.everything === true ? true : undefined;
    const [url, ...more] = positionals;
    const targets = Object.entries({ url, original, origin, everything });
    const [target, ...others] = targets.filter(([, value]) => value !== undefined);
    if (target === undefined || others.length + more.length > 0) {
      throw new UsageError(
        "Expected one of a URL (ending in `*`: all that start with it), --original, --origin or --everything",
      );
    }
    const config = configOf(values);
    const address = serverAddress(values.server, config);
    const server = reach(address, await neededKey(config));
    // A path is one of the server's.
    const whole = (text: string) =>
      text.startsWith("/") ? (config.publicUrl ?? address) + text : text;
    const [kind, value] = target;
    const meant =
      kind === "origin"
        ? await originId(server, String(value))
        : typeof value === "string"
          ? whole(value)
          : value;
    const requestId = await waiting("Purging", () => carryOut(server, { [kind]: meant }));
    const done = kind === "everything" ? "everything" : `${kind} ${value}`;
    const text = values.json
      ? JSON.stringify({ requestId, status: "Completed" }, null, 2)
      : `Purged: ${done}`;
    process.stdout.write(`${text}\n`);
  },
};

async function originId({ call }: RunningServer, text: string): Promise<string> {
  return idOf(await call<OriginView[]>("GET", "/v1/accounts/origins"), "origin", text);
}

/** Comes back when the server is done. */
async function carryOut({ call }: RunningServer, target: object): Promise<string> {
  const { requestId } = await call<{ requestId: string }>("POST", "/v1/files/purge", target);
  for (let pause = first; ; pause = Math.min(2 * pause, longest)) {
    const { status } = await call<{ status: string }>("GET", `/v1/files/purge/${requestId}`);
    if (status === "Completed") return requestId;
    await sleep(pause);
  }
}
