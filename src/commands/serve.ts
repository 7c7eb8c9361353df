import { statSync } from "node:fs";
import { markShown } from "../api/resources/private-key.ts";
import { type Config, readConfig, UsageError } from "../config.ts";
import { Failure } from "../failure.ts";
import { serveFlags } from "../flags.ts";
import { createLog } from "../log.ts";
import { permit, refusalOf } from "../origins/permissions.ts";
import type { Handler, Listening } from "../runtime/listening.ts";
import { listen } from "../runtime/runtime.ts";
import { openServer } from "../server.ts";
import type { Command } from "./command.ts";

/** How long the renderers may warm up before the server listens without them, in milliseconds. */
const warmUp = 700;

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
  if (config.folder !== undefined && !isFolder(config.folder)) {
    throw new UsageError(`Cannot serve ${config.folder}: expected a folder`);
  }
  permit({ data: config.data, env: config.allowEnv, folders: config.allowFolders });
  const refusal = config.folder === undefined ? undefined : refusalOf(config.folder);
  if (refusal !== undefined) throw new UsageError(`Cannot serve ${config.folder}: ${refusal}`);
  const log = createLog(config.log);
  const tintype = await openServer(config, log, () => server?.pendingRequests() ?? 0);
  const { app, store, key, isNew } = tintype;
  // Callers that wait for the line below want images, but not for longer than a moment.
  await Promise.race([tintype.ready(), new Promise((resolve) => setTimeout(resolve, warmUp))]);
  const server: Listening = listenOrSayWhy(config, config.idleTimeout, app.answer);
  if (config.admin) tintype.address.images = { host: config.host, port: server.port };
  const admin = config.admin && listenOrSayWhy(config.admin, config.idleTimeout, app.answerAdmin);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const late = new Promise((resolve) => setTimeout(resolve, shutdownGraceMilliseconds));
    // Dashboards that watch would hold the server up.
    tintype.stopWatchers();
    await Promise.race([Promise.all([server.stop(), admin?.stop()]), late]);
    await Promise.all([server.end(), admin?.end()]);
    tintype.close();
    log.flush();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // A terminal that closes ends its server; a tool that rotates logs does not.
  process.on("SIGHUP", process.stdout.isTTY ? stop : () => {});

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

/** What stands for all addresses of a machine cannot be opened in a browser. */
function loopbackFor(host: string): string {
  return { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
}

/** In the form of a URL that a browser on this machine can open. */
function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

const reasons: Record<string, string> = {
  EADDRINUSE: "the port is in use; choose another one with --port",
  EADDRNOTAVAIL: "this machine does not have the address; check --host",
  EACCES:
    "permission denied; ports below 1024 need extra rights, so use --port 8080 behind a proxy",
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
