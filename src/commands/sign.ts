import { createSigner } from "../api/resources/signer.ts";
import { openConfig } from "../endpoints/loaded-config.ts";
import { parse, UsageError } from "../flags/usage.ts";
import { parseDuration } from "../flags/values.ts";
import { publicAddress } from "../url/public-address.ts";
import type { Command } from "./command.ts";
import { withStore } from "./flags/fields.ts";
import { configOf, neededKey, sharedHelp, sharedOptions } from "./flags/shared-flags.ts";

/** Seconds; what is signed until has ten digits. */
const longest = 1e9;

export const sign: Command = {
  summary: "sign a URL with the private key, or the signing key",
  usage: "sign URL [--expires 1h]",
  examples: ["sign https://images.example.com/tr:w-300/coast.jpg --expires 1h"],
  options: [
    {
      flag: "--expires",
      meaning: "How long the signature is valid, such as 30m or 24h; default: forever",
    },
    ...sharedHelp("public-url", "id", "private-key", "signing-key"),
    { flag: "--json", meaning: "Print JSON" },
    ...sharedHelp("data"),
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      ...sharedOptions("public-url", "id", "private-key", "signing-key", "data"),
      expires: { type: "string" },
      json: { type: "boolean" },
    });
    const [url, ...more] = positionals;
    if (url === undefined || more.length > 0) {
      throw new UsageError("Expected one URL, or one path with --public-url");
    }
    const config = configOf(values);
    const { publicUrl, id, data } = config;
    if (publicUrl === undefined && !/^[a-z]+:/i.test(url)) {
      throw new UsageError(
        "Cannot sign a path: expected --public-url, the URL under which clients see the server, or a whole URL",
      );
    }
    const expires = values.expires === undefined ? {} : { expires: readExpiry(values.expires) };
    const key = config.signingKey ?? (await neededKey(config));
    const signed = await withStore(data, (store) => {
      const loaded = openConfig(store, undefined);
      const snapshot = async () => ({ loaded: await loaded(), id });
      // A whole URL needs no base.
      return createSigner(key, snapshot, (seen) => publicAddress({ publicUrl, id }, seen))(
        { url, ...expires },
        url,
      );
    });
    process.stdout.write(`${values.json ? JSON.stringify(signed, null, 2) : signed.url}\n`);
  },
};

/** In whole seconds. */
function readExpiry(text: string): number {
  const seconds = Math.ceil((parseDuration(text) ?? 0) / 1000);
  if (seconds >= 1 && seconds <= longest) return seconds;
  throw new UsageError(
    `Cannot read --expires: expected a duration such as 30m or 24h, got \`${text}\``,
  );
}
