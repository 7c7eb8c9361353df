import { readdirSync, statSync } from "node:fs";
import { extname } from "node:path";
import { warningsOf } from "../api/resources/exposure.ts";
import { markShown } from "../api/resources/private-key.ts";
import { type Config, readConfig } from "../config.ts";
import { Failure } from "../failure.ts";
import { serveFlags } from "../flags/serve-flags.ts";
import { UsageError } from "../flags/usage.ts";
import { formatNames, formatOf } from "../formats.ts";
import { createLog } from "../log.ts";
import { permit, refusalOf } from "../origins/permissions.ts";
import type { Listening } from "../runtime/listening.ts";
import { openServer } from "../server.ts";
import { forgetState } from "../tls/state.ts";
import type { Command } from "./command.ts";
import {
  addressOf,
  type ImageListeners,
  listenForImages,
  listenOrSayWhy,
  loopbackFor,
} from "./host/listeners.ts";
import { removeServerFile, runningServerOf, writeServerFile } from "./host/server-file.ts";

/** How long requests under way may take after a signal to stop. */
const shutdownGraceMilliseconds = 10_000;

export const serve: Command = {
  summary: "run the server; with FOLDER, deliver the images in it",
  usage: "serve [FOLDER] [flags]",
  examples: [
    "serve ~/Pictures",
    "serve --port 8081 --data /var/lib/tintype",
    "serve --public-url https://images.example.com",
  ],
  options: Object.entries(serveFlags).map(([flag, { variable, fallback, meaning }]) => ({
    flag: `--${flag}`,
    meaning: `${meaning}${fallback === undefined ? "" : ` (${fallback})`}; ${variable}`,
  })),
  run: (args) => start(readConfig(args, process.env)),
};

async function start(config: Config): Promise<void> {
  // What is kept is for this user only, also what renderers write.
  process.umask(0o077);
  if (config.folder !== undefined && !isFolder(config.folder)) {
    throw new UsageError(`Cannot serve ${config.folder}: expected a folder`);
  }
  permit({ data: config.data, env: config.allowEnv, folders: config.allowFolders });
  const refusal = config.folder === undefined ? undefined : await refusalOf(config.folder);
  if (refusal !== undefined) throw new UsageError(`Cannot serve ${config.folder}: ${refusal}`);
  const log = createLog(config.log);
  if (config.tls?.kind !== "acme") forgetState(config.data);
  let server: ImageListeners | undefined;
  let admin: Listening | undefined;
  const pending = () => server?.pendingRequests() ?? 0;
  const tintype = await openServer(config, log, pending).catch((error) => {
    throw inWords(error, config.data);
  });
  const { app, store, key, isNew, address } = tintype;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const late = new Promise((resolve) => setTimeout(resolve, shutdownGraceMilliseconds));
    // Dashboards that watch would hold the server up.
    tintype.stopWatchers();
    await Promise.race([Promise.all([server?.stop(), admin?.stop()]), late]);
    await Promise.all([server?.end(), admin?.end()]);
    removeServerFile(config.data);
    tintype.close();
    log.flush();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // A terminal that closes ends its server; a tool that rotates logs does not.
  process.on("SIGHUP", process.stdout.isTTY ? stop : () => {});

  server = await listenForImages(config, app.answer, log);
  if (config.admin) {
    const scheme = server.isSecure ? "https" : "http";
    address.images = { scheme, host: config.host, port: server.port };
    admin = listenOrSayWhy(config.admin, config.idleTimeout, app.answerAdmin);
  }
  // Where the system picked the port, it is known only now.
  if (config.tls?.kind === "acme" && server.isSecure) address.publicUrl ??= server.address;

  const { host } = config.admin ?? config;
  const scheme = server.isSecure && !admin ? "https" : "http";
  const dashboard = addressOf(loopbackFor(host), (admin ?? server).port, scheme);
  writeServerFile(config.data, dashboard);
  process.stdout.write(`Tintype is listening on ${server.address}\n`);
  process.stdout.write(`Dashboard and management API: ${dashboard}/_/\n`);
  const sample = config.folder === undefined ? undefined : sampleIn(config.folder);
  if (sample !== undefined) {
    process.stdout.write(`An image of the folder, resized: ${server.address}/tr:w-300/${sample}\n`);
  }
  if (isNew) {
    process.stdout.write(`Private key, to sign in with (\`tintype key\` shows it again): ${key}\n`);
    markShown(store, key);
  }
  for (const warning of warningsOf(config, store.endpoints())) log.warn(warning);
  if (config.folder === undefined && store.origins().length === 0) {
    process.stdout.write(
      "There is no origin yet: add one in the dashboard, or with `tintype origin add`\n",
    );
  }
}

/** A folder that is in use is named, with the server that uses it. */
function inWords(error: unknown, data: string): unknown {
  if (!(error instanceof Failure) || error.code !== "ECONFLICT") return error;
  const running = runningServerOf(data);
  const server = running ? `, process ${running.pid} at ${running.management}` : "";
  return new Failure("ECONFLICT", `${error.message} (${data}${server})`, { cause: error });
}

/** An image to begin with, as it stands in a URL: the first of the folder that can be transformed. */
function sampleIn(folder: string): string | undefined {
  const readable = formatNames.map(formatOf).filter(({ decodes }) => decodes);
  const extensions = readable.flatMap((row) => row.extensions);
  const isImage = (name: string) => extensions.includes(extname(name).slice(1).toLowerCase());
  const name = readdirSync(folder).sort().find(isImage);
  return name === undefined ? undefined : encodeURIComponent(name);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
