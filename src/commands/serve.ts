import { statSync } from "node:fs";
import { join } from "node:path";
import { openDiskCache } from "../cache/disk.ts";
import { createOriginals } from "../cache/originals.ts";
import { type Config, readConfig, serveFlags, UsageError } from "../config.ts";
import { Failure } from "../failure.ts";
import { createApp } from "../http/app.ts";
import { createDelivery } from "../http/delivery.ts";
import { createDescriber } from "../http/metadata.ts";
import { createLog } from "../log.ts";
import { privateKey } from "../management/access.ts";
import { openCatalogue } from "../origins/catalogue.ts";
import { createPool } from "../render/pool.ts";
import { listen, startSelf } from "../runtime.ts";
import { openStore } from "../store/open.ts";
import type { Command } from "./command.ts";

/** Bounds with which nobody's photo is refused and nobody's bomb goes off; ImageKit's, where it has one. */
const limits = {
  pixels: 100e6,
  pictureBytes: 40 * 1024 * 1024,
  fileBytes: 300 * 1024 * 1024,
};

/** A renderer that holds more than this is replaced when its job is done. */
const highWater = 1024 * 1024 * 1024;

/** How long the renderers may warm up before the server listens without them, in milliseconds. */
const warmUp = 700;

/** How long what is under way may take after a signal to stop, in milliseconds. */
const patience = 10_000;

export const serve: Command = {
  summary: "run the server; FOLDER is served at its root",
  usage: "serve [FOLDER] [flags]",
  options: Object.entries(serveFlags).map(([flag, { variable, fallback, meaning }]) => ({
    flag: `--${flag}`,
    meaning: `${meaning}${fallback === undefined ? "" : ` (${fallback})`}; ${variable}`,
  })),
  run: (args) => start(readConfig(args, process.env)),
};

async function start(config: Config): Promise<void> {
  if (config.folder !== undefined && !isFolder(config.folder)) {
    throw new UsageError(`Cannot serve ${config.folder}: expected a folder`);
  }
  const log = createLog(config.log);
  // Renderers take a moment to warm up: they begin first, the rest is opened meanwhile.
  const pool = createPool({
    renderers: config.renderers,
    queue: config.queue,
    timeout: config.timeout,
    highWater,
    start: () => startSelf(["renderer"]),
    log: (line) => log.debug("renderer", { line }),
  });

  const store = await openStore(config.data, process.env.TINTYPE_SECRET_KEY);
  const disk = await openDiskCache(join(config.data, "cache"), config.cacheMaxBytes);

  const originals = createOriginals(disk);
  const deliver = createDelivery({
    catalogue: openCatalogue(store, config.folder),
    id: config.id,
    timeout: config.timeout,
    disk,
    originals,
    pool,
    limits,
  });
  const describe = createDescriber(deliver, pool, disk, limits);
  const { key: opens, made } = privateKey(store, config.privateKey);
  const app = createApp({ deliver, describe, pool, log, store, privateKey: opens });
  // Whoever waits for the line below wants pictures, but not for longer than a moment.
  await Promise.race([pool.ready(), new Promise((resolve) => setTimeout(resolve, warmUp))]);
  const server = listenOrSayWhy((request) => app.fetch(request), config);
  process.stdout.write(`Tintype is listening on http://${config.host}:${server.port}\n`);
  if (made) process.stdout.write(`The private key, shown this once: ${opens}\n`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const late = new Promise((resolve) => setTimeout(resolve, patience));
    await Promise.race([server.stop(), late]);
    await server.end();
    pool.close();
    disk.close();
    store.close();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function listenOrSayWhy(fetch: Parameters<typeof listen>[0], { host, port }: Config) {
  try {
    return listen(fetch, { hostname: host, port });
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    const why = taken ? "the port is in use" : "the address cannot be used";
    throw new Failure("ECONFLICT", `Cannot listen on ${host}:${port}: ${why}`, { cause: error });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
