import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { keysOf } from "../api/resources/private-key.ts";
import type { Config } from "../config.ts";
import { openConfig } from "../endpoints/loaded-config.ts";
import { createExplain, type Explanation } from "../explain/explain.ts";
import { type Service, services } from "../explain/service.ts";
import { parse, UsageError } from "../flags/usage.ts";
import { openImageService, videosOf } from "../server.ts";
import type { Store } from "../store/store.ts";
import { publicAddress } from "../url/public-address.ts";
import type { Command } from "./command.ts";
import { withStore } from "./flags/fields.ts";
import { configOf, keyOf, sharedHelp, sharedOptions } from "./flags/shared-flags.ts";
import { takeServerEnvironment } from "./host/server-environment.ts";
import { startOneRenderer } from "./one-renderer.ts";
import { askRunningServer, usualAddress } from "./running-server.ts";
import { explanationText } from "./terminal/explain-text.ts";
import { waiting } from "./terminal/waiting.ts";

/** Bytes of originals and renditions that are kept meanwhile. */
const room = 1024 ** 3;

/** Jobs that may wait: an image with many layers has many. */
const queue = 64;

export const explain: Command = {
  summary: "explain how a URL is read, where its original is looked up, and why it fails",
  usage: "explain URL",
  examples: [
    "explain https://images.example.com/tr:w-300/shoe.jpg",
    "explain https://res.cloudinary.com/demo/image/upload/w_300/shoe.jpg",
  ],
  options: [
    {
      flag: "--as",
      meaning: `URL format, if the host does not tell: ${services.join(", ")}`,
      values: services,
    },
    { flag: "--folder", meaning: "The folder given to `tintype serve`" },
    ...sharedHelp("public-url", "id", "private-key", "signing-key"),
    { flag: "--json", meaning: "Print JSON" },
    ...sharedHelp("data"),
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      ...sharedOptions("public-url", "id", "private-key", "signing-key", "data"),
      as: { type: "string" },
      folder: { type: "string" },
      json: { type: "boolean" },
    });
    const [url, ...more] = positionals;
    if (url === undefined || more.length > 0) {
      throw new UsageError("Expected one URL, or the path of one");
    }
    const as = values.as === undefined ? {} : { as: readService(values.as) };
    const folder = values.folder === undefined ? undefined : resolve(values.folder);
    const config = configOf(values);
    const key = await keyOf(config);
    // What the flags say may differ from what the running server has.
    const isAsServed = differing.every((flag) => values[flag] === undefined);
    const wanted = { url, ...as };
    const explanation = await withStore(config.data, (store) =>
      waiting("Asking the origins", async () => {
        const path = `/v1/explain?${new URLSearchParams(wanted)}`;
        const asked = isAsServed
          ? await askRunningServer(config.data, key, ({ call }) => call<Explanation>("GET", path))
          : undefined;
        if (asked) return asked;
        await takeServerEnvironment(config.data, store);
        return explainFrom(store, { ...config, folder }, key, wanted);
      }),
    );
    const text = values.json
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : explanationText(explanation);
    process.stdout.write(text);
    if (!explanation.ok) process.exitCode = 1;
  },
};

/** Flags by which a URL is explained as another server would read it. */
const differing = ["public-url", "id", "private-key", "signing-key", "folder"] as const;

function readService(text: string): Service {
  const found = services.find((service) => service === text);
  if (found) return found;
  throw new UsageError(`Cannot read --as: expected one of ${services.join(", ")}, got \`${text}\``);
}

/** Without a server: what is fetched and rendered for it goes when it is told. */
async function explainFrom(
  store: Store,
  config: Config,
  key: string | undefined,
  wanted: { url: string; as?: Service },
): Promise<Explanation> {
  const { publicUrl, id, limits, timeout, folder } = config;
  const place = await mkdtemp(join(tmpdir(), "tintype-"));
  const pool = startOneRenderer(timeout, queue);
  const loaded = openConfig(store, folder);
  const snapshot = async () => ({ loaded: await loaded(), id, limits });
  // Without a key nothing was signed; an empty one fits nothing.
  const signingKeys = key === undefined ? [] : keysOf(config, key).signing;
  const images = await openImageService({
    snapshot,
    signingKeys,
    timeout,
    limits,
    pool,
    cacheFolder: place,
    cacheMaxBytes: room,
    videos: videosOf(config),
  });
  try {
    const tell = createExplain({
      ...images,
      snapshot,
      store,
      pool,
      signingKeys,
      addressAt: (seen) => publicAddress({ publicUrl, id }, seen),
    });
    return await tell(wanted, seenAt(config));
  } finally {
    images.close();
    await rm(place, { recursive: true, force: true });
  }
}

/** What a path is completed with. */
function seenAt(config: Config): string {
  return config.port === 0 ? "http://localhost" : usualAddress({ ...config, admin: undefined });
}
