import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { keysOf } from "../api/resources/private-key.ts";
import type { Config } from "../config.ts";
import { createPreparer, type Prepared } from "../delivery/preparer.ts";
import { openConfig } from "../endpoints/loaded-config.ts";
import { asFailure, Failure } from "../failure.ts";
import { parse, UsageError } from "../flags/usage.ts";
import { showProgress } from "../progress.ts";
import { startRenderers } from "../render/pool/start.ts";
import { openImageService, videosOf } from "../server.ts";
import type { Store } from "../store/store.ts";
import { asReceived, baseOf, completeUrl, publicAddress } from "../url/public-address.ts";
import type { Command } from "./command.ts";
import { withStore } from "./flags/fields.ts";
import { configOf, keyOf, neededKey, sharedHelp, sharedOptions } from "./flags/shared-flags.ts";
import { takeServerEnvironment } from "./host/server-environment.ts";
import { runningServerOf } from "./host/server-file.ts";
import { reach, serverAddress, usualAddress } from "./running-server.ts";

/** A video that takes longer than this is given up. */
const longestMilliseconds = 3_600_000;
const shownUrl = 60;

/** Has made what a URL delivers. */
type Ask = (url: string) => Promise<Prepared>;

/** How a list is worked off. */
interface Work {
  /** URLs that are asked for at a time. */
  jobs: number;
  asJson: boolean;
  /** Whether nothing is to be had of other URLs either. */
  isAway(error: unknown): boolean;
}

/** What came of a URL. */
interface Result {
  url: string;
  state: "ready" | "failed";
  isNew?: boolean;
  contentType?: string;
  bytes?: number;
  error?: string;
}

export const prepare: Command = {
  summary: "make images, videos and streams before they are asked for",
  usage: "prepare LIST|-",
  examples: ["prepare urls.txt", "prepare - < urls.txt"],
  options: [
    { flag: "--jobs", meaning: "URLs asked for at a time, 1 to 64; default: 4" },
    {
      flag: "--server",
      meaning:
        "Address of the management API; default: the server that runs on the data folder, and without one the files are made here, in its cache",
    },
    { flag: "--folder", meaning: "The folder given to `tintype serve`" },
    ...sharedHelp("public-url", "id", "private-key"),
    { flag: "--json", meaning: "Print JSON lines, one for each URL" },
    ...sharedHelp("data"),
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      ...sharedOptions("public-url", "id", "private-key", "data"),
      jobs: { type: "string", default: "4" },
      server: { type: "string" },
      folder: { type: "string" },
      json: { type: "boolean" },
    });
    const [list, ...more] = positionals;
    if (list === undefined || more.length > 0) {
      throw new UsageError("Expected a file with URLs or paths, one a line, or `-`");
    }
    const jobs = Number(values.jobs);
    if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64) {
      const got = `got \`${values.jobs}\``;
      throw new UsageError(`Cannot read --jobs: expected a whole number from 1 to 64, ${got}`);
    }
    const config = configOf(values);
    const urls = await readLines(list);
    const asJson = values.json === true;
    if (values.server !== undefined || runningServerOf(config.data)) {
      const server = reach(serverAddress(values.server, config), await neededKey(config));
      const ask = (url: string) => server.call<Prepared>("POST", "/v1/prepare", { url });
      await prepareAll(urls, ask, { jobs, asJson, isAway: isOfServer });
      return;
    }
    const folder = values.folder === undefined ? undefined : resolve(values.folder);
    const key = await keyOf(config);
    await withStore(config.data, async (store) => {
      await takeServerEnvironment(config.data, store);
      // An origin that is out of reach is one of several.
      const work = (ask: Ask) => prepareAll(urls, ask, { jobs, asJson, isAway: () => false });
      await prepareHere(store, { ...config, folder }, key, work);
    });
  },
};

/** Lines that hold something, without those that begin with `#`. */
async function readLines(list: string): Promise<string[]> {
  if (list !== "-" && !(await stat(list).catch(() => undefined))?.isFile()) {
    throw new Failure("ENOENT", `There is no file ${list}`);
  }
  const input = list === "-" ? process.stdin : createReadStream(list);
  const urls: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const url = line.trim();
    if (url !== "" && !url.startsWith("#")) urls.push(url);
  }
  return urls;
}

/** Asks for all of them, and for what lists of streams name, each once. */
async function prepareAll(urls: readonly string[], ask: Ask, { jobs, asJson, isAway }: Work) {
  const queue = [...new Set(urls)];
  const known = new Set(queue);
  const counts = { ready: 0, failed: 0 };
  const progress = showProgress(process.stderr);
  let next = 0;
  let busy = 0;

  async function one(url: string): Promise<void> {
    const result = await prepareOne(url, ask, isAway, (link) => {
      if (known.has(link)) return;
      known.add(link);
      queue.push(link);
    });
    counts[result.state] += 1;
    if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
    else if (result.error !== undefined) progress.say(`${result.url}: ${result.error}`);
    const done = counts.ready + counts.failed;
    progress.update(() => `${done} of ${queue.length}: ${url.slice(0, shownUrl)}`);
  }

  const worker = async () => {
    for (;;) {
      const url = queue[next];
      if (url === undefined) {
        // A list that is read just now may name more.
        if (busy === 0) return;
        await sleep(50);
        continue;
      }
      next += 1;
      busy += 1;
      try {
        await one(url);
      } finally {
        busy -= 1;
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  progress.end();
  if (!asJson) process.stdout.write(`${counts.ready} ready, ${counts.failed} failed\n`);
  if (counts.failed > 0) process.exitCode = 1;
}

async function prepareOne(
  url: string,
  ask: Ask,
  isAway: Work["isAway"],
  add: (link: string) => void,
): Promise<Result> {
  const until = Date.now() + longestMilliseconds;
  try {
    for (;;) {
      const prepared = await ask(url);
      if (prepared.state === "ready") {
        const { links, ...rest } = prepared;
        for (const link of links) add(linkedFrom(url, link));
        return { url, ...rest };
      }
      if (Date.now() > until) throw new Failure("ETIMEDOUT", "It takes longer than an hour");
      await sleep(prepared.retryAfterSeconds * 1000);
    }
  } catch (error) {
    if (isAway(error)) throw error;
    const { code, message } = asFailure(error);
    return { url, state: "failed", error: `${code} - ${message}` };
  }
}

/** Whether the server does not answer, or not to this key; what it says of a URL has other codes. */
function isOfServer(error: unknown): boolean {
  return error instanceof Failure && ["ECONNREFUSED", "EAUTH"].includes(error.code);
}

/** A path stays one. */
function linkedFrom(url: string, link: string): string {
  const whole = new URL(link, new URL(url, "http://prepare.invalid"));
  return whole.hostname === "prepare.invalid" ? whole.pathname + whole.search : whole.href;
}

/** Without a server: in the cache of the data folder, as the server would. */
async function prepareHere(
  store: Store,
  config: Config,
  key: string | undefined,
  work: (ask: Ask) => Promise<void>,
): Promise<void> {
  const { publicUrl, id, limits, timeout, folder } = config;
  const pool = startRenderers(config);
  const loaded = openConfig(store, folder);
  const images = await openImageService({
    snapshot: async () => ({ loaded: await loaded(), id, limits }),
    signingKeys: key === undefined ? [] : keysOf(config, key).signing,
    timeout,
    limits,
    pool,
    engine: config.engine,
    cacheFolder: join(config.data, "cache"),
    cacheMaxBytes: config.cacheMaxBytes,
    videos: videosOf(config),
    fonts: config.fonts,
  });
  try {
    const make = createPreparer(images.deliver, images.disk);
    const seen =
      config.port === 0 ? "http://localhost" : usualAddress({ ...config, admin: undefined });
    const where = publicAddress({ publicUrl, id }, seen);
    await work(async (url) => make(asReceived(completeUrl(url, baseOf(where, seen)), where)));
  } finally {
    images.close();
  }
}
