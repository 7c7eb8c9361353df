import { statSync } from "node:fs";
import { join } from "node:path";
import { createAccess } from "../api/access.ts";
import { markShown, privateKey } from "../api/resources/private-key.ts";
import { createPurges } from "../api/resources/purges.ts";
import { createSigner } from "../api/resources/signer.ts";
import { openDiskCache } from "../cache/disk.ts";
import { createMemoryCache } from "../cache/memory.ts";
import { createOriginals } from "../cache/originals.ts";
import { type Config, readConfig, UsageError } from "../config.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { createDescriber } from "../delivery/describe.ts";
import { openConfig } from "../endpoints/loaded-config.ts";
import { createExplain } from "../explain/explain.ts";
import { Failure } from "../failure.ts";
import { serveFlags } from "../flags.ts";
import { createAnswerCache } from "../http/answer-cache.ts";
import { createApp } from "../http/app.ts";
import { createClientOf } from "../http/client.ts";
import { type AddressSettings, asReceived, publicAddress } from "../http/public-address.ts";
import { createLog } from "../log.ts";
import { createAccessLog } from "../observe/access-log.ts";
import { createActivity } from "../observe/activity.ts";
import { createMetrics } from "../observe/metrics.ts";
import { createOriginsHealth } from "../observe/origin-health.ts";
import { createStatistics } from "../observe/statistics.ts";
import { permit, refusalOf } from "../origins/permissions.ts";
import { createPool } from "../render/pool/pool.ts";
import { type Handler, type Listening, listen, startSelf } from "../runtime/runtime.ts";
import { openStore } from "../store/open.ts";
import type { Command } from "./command.ts";

/** A renderer that holds more than this is replaced when its job is done. */
const highWater = 1024 * 1024 * 1024;

/** How long the renderers may warm up before the server listens without them, in milliseconds. */
const warmUp = 700;

/** Answers that are remembered ready to be given again; each takes some kilobytes. */
const rememberedAnswers = 10_000;

/** How long an answer may be given after another process changed a setting, in milliseconds. */
const watchInterval = 25;

/** How long requests under way may take after a signal to stop. */
const shutdownGraceMilliseconds = 10_000;

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
  permit({ data: config.data, env: config.allowEnv, folders: config.allowFolders });
  const refusal = config.folder === undefined ? undefined : refusalOf(config.folder);
  if (refusal !== undefined) throw new UsageError(`Cannot serve ${config.folder}: ${refusal}`);
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

  const memory = createMemoryCache(config.memoryMaxBytes);
  const answers = createAnswerCache(rememberedAnswers);
  const metrics = createMetrics({ pool, disk, memory });
  const health = createOriginsHealth();
  const activity = createActivity();
  const { renderers, memoryMaxBytes } = config;
  const statistics = createStatistics({
    pool,
    renderers,
    disk,
    memory,
    memoryMaxBytes,
    origins: health,
  });
  const accessLog = createAccessLog(log, {
    served(record) {
      metrics.served(record);
      statistics.served(record);
      activity.served(record);
    },
  });

  const { id, timeout, limits, publicUrl, idleTimeout } = config;
  const loaded = openConfig(store, config.folder);
  const snapshot = async () => ({ loaded: await loaded(), id, limits });
  const { key, isNew } = privateKey(store, config.privateKey);
  const originals = createOriginals(disk, {
    answered: health.answered,
    failed(origin, code) {
      metrics.originFailed(origin.name, code);
      health.failed(origin, code);
    },
  });
  const deliver = createDelivery({
    snapshot,
    privateKey: key,
    timeout,
    limits,
    disk,
    originals,
    pool,
  });
  // Which port it is, the system may decide when the server listens.
  const told: AddressSettings = { publicUrl, id };
  const addressAt = (seen: string) => publicAddress(told, seen);
  const describe = createDescriber(deliver, pool, disk, limits);
  const app = createApp({
    deliver,
    snapshot,
    disk,
    memory,
    answers,
    accessLog,
    pendingRequests: () => server?.pendingRequests() ?? 0,
    metrics,
    pool,
    log,
    store,
    statistics,
    activity,
    adminPublic: config.adminPublic,
    clientOf: createClientOf(config.trustedProxies),
    access: createAccess({ privateKey: key, publicUrl }),
    explain: createExplain({
      snapshot,
      deliver,
      store,
      pool,
      disk,
      addressAt,
      privateKey: key,
    }),
    sign: createSigner(key, snapshot, addressAt),
    addressAt,
    folder: config.folder,
    describe: (url) => describe(asReceived(url, addressAt(url.href))),
    purges: createPurges(disk.purge, snapshot, addressAt),
  });
  const stopWatching = watch(store.revision, answers.clear);
  // Whoever waits for the line below wants pictures, but not for longer than a moment.
  await Promise.race([pool.ready(), new Promise((resolve) => setTimeout(resolve, warmUp))]);
  const server: Listening = listenOrSayWhy(config, idleTimeout, app.answer);
  if (config.admin) told.pictures = { host: config.host, port: server.port };
  const admin = config.admin && listenOrSayWhy(config.admin, idleTimeout, app.answerAdmin);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const late = new Promise((resolve) => setTimeout(resolve, shutdownGraceMilliseconds));
    // Whoever watches would hold the server up.
    activity.close();
    await Promise.race([Promise.all([server.stop(), admin?.stop()]), late]);
    await Promise.all([server.end(), admin?.end()]);
    stopWatching();
    pool.close();
    disk.close();
    store.close();
    log.flush();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);

  process.stdout.write(`Tintype is listening on ${addressOf(config.host, server.port)}\n`);
  const { host } = config.admin ?? config;
  const dashboard = addressOf(loopbackFor(host), (admin ?? server).port);
  process.stdout.write(`Dashboard and management API: ${dashboard}/_/\n`);
  if (isNew) {
    process.stdout.write(`Private key, to sign in with (\`tintype key\` shows it again): ${key}\n`);
    markShown(store, key);
  }
  if (config.folder === undefined && store.origins().length === 0) {
    process.stdout.write(
      "There is no origin yet: add one in the dashboard, or with `tintype origin add`\n",
    );
  }
}

/** Calls `changed` when another process has changed a setting; `revision` is cheap to ask. */
function watch(revision: () => string, changed: () => void): () => void {
  let seen = revision();
  const timer = setInterval(() => {
    const now = revision();
    if (now !== seen) changed();
    seen = now;
  }, watchInterval);
  return () => clearInterval(timer);
}

/** What stands for all addresses of a machine cannot be opened in a browser. */
function loopbackFor(host: string): string {
  return { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
}

/** In the form of a URL that a browser on this machine can open. */
function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

const reasons: Record<string, string> = {
  EADDRINUSE: "the port is in use",
  EACCES: "this user may not listen on this port",
};

function listenOrSayWhy(
  { host, port }: Pick<Config, "host" | "port">,
  idleTimeout: number,
  handler: Handler,
): Listening {
  const idleTimeoutSeconds = Math.ceil(idleTimeout / 1000);
  try {
    return listen(handler, {
      hostname: host.replace(/^\[|\]$/g, ""),
      port,
      idleTimeoutSeconds,
    });
  } catch (error) {
    const why =
      reasons[(error as NodeJS.ErrnoException).code ?? ""] ?? "the address cannot be used";
    const address = addressOf(host, port).replace("http://", "");
    throw new Failure("ECONFLICT", `Cannot listen on ${address}: ${why}`, { cause: error });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
