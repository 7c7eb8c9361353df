import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { createFlagReader, type FlagReader } from "./flags/reader.ts";
import { serveFlags } from "./flags/serve-flags.ts";
import { UsageError } from "./flags/usage.ts";
import {
  engineName,
  existingFolder,
  ffmpegSetting,
  parseDirectory,
  parseDuration,
  parseFolders,
  parseIdleTimeout,
  parseNames,
  parseNetworks,
  parsePublicUrl,
  whole,
} from "./flags/values.ts";
import { isLoopback } from "./ip-addresses.ts";
import type { Limits } from "./limits.ts";
import { parseHostNames, type TlsSettings } from "./tls/settings.ts";

/** What `serve` runs with: flags first, then the environment, then the defaults. */
export interface Config {
  /** Folder that is served as the default endpoint's first origin. */
  folder: string | undefined;
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Where `/_/` answers, when not where the images do. */
  admin: { host: string; port: number } | undefined;
  /** Whether `/_/` answers where the images do, too. */
  adminPublic: boolean;
  /** Undefined without TLS. */
  tls: TlsSettings | undefined;
  /** Whose `X-Forwarded-For` and `Forwarded` are believed: addresses and networks. */
  trustedProxies: readonly string[];
  /** Milliseconds for which a silent connection is kept. */
  idleTimeout: number;
  /** Absolute folder of the database and the cache. */
  data: string;
  /** URL under which clients see the server, without a slash at its end. */
  publicUrl: string | undefined;
  /** ImageKit id that is accepted, and stripped, as the first path segment. */
  id: string | undefined;
  /** Opens the management API; undefined takes the one in the database. */
  privateKey: string | undefined;
  /** Signs URLs; undefined takes the private key. */
  signingKey: string | undefined;
  /** Keys that were replaced, and are valid beside those in their place. */
  previousPrivateKey: string | undefined;
  previousSigningKey: string | undefined;
  renderers: number;
  /** Whether the runtime's own codecs may be used. */
  engine: "auto" | "wasm";
  /** `auto` for the FFmpeg on PATH, `off` for none, or the path of one. */
  ffmpeg: string;
  /** A folder of fonts. */
  fonts: string | undefined;
  /** Videos that are made at the same time. */
  videoJobs: number;
  /** Milliseconds for making one video. */
  videoTimeout: number;
  /** Jobs that may wait for a renderer: a bound of memory, where the time limit is none. */
  queue: number;
  cacheMaxBytes: number;
  /** 0 keeps no rendition in memory. */
  memoryMaxBytes: number;
  /** Milliseconds from the fetch of the original to the last byte rendered. */
  timeout: number;
  limits: Limits;
  /** New renditions for one client; 0 for no bound. */
  rendersPerMinute: number;
  /** Variables that `env:` may read, `*` standing for anything; undefined for all. */
  allowEnv: string[] | undefined;
  /** Absolute folders below which local folders may lie; undefined for all. */
  allowFolders: string[] | undefined;
  log: "text" | "json";
}

/** The runtime refuses a request whose head is longer than 16 KiB, before any of this is asked. */
const longestUrl = 15_000;

/**
 * A renderer makes about as many thumbnails within the default time limit, so that the queue is
 * seldom what turns a request away. One that waits takes some kilobytes.
 */
const waitingJobsPerRenderer = 500;

const longKey = "eight characters or more";

function parseKey(text: string): string | undefined {
  return text.length >= 8 ? text : undefined;
}

const aPort = "a whole number from 0 to 65535";

/** Reads `serve`'s arguments and the environment; throws UsageError with what was expected. */
export function readConfig(args: string[], environment: NodeJS.ProcessEnv): Config {
  const reader = createFlagReader(args, environment);
  const { need, optional, size, count, positionals } = reader;
  if (positionals.length > 1) {
    throw new UsageError(`Expected one folder, got ${positionals.join(" and ")}`);
  }
  const renderers =
    optional("renderers", "a whole number from 1 to 256", whole(1, 256)) ?? availableParallelism();
  const tls = readTls(reader);
  return {
    folder: positionals[0] === undefined ? undefined : resolve(positionals[0]),
    ...readAddresses(reader, tls),
    trustedProxies: need(
      "trusted-proxies",
      "addresses or networks such as 10.0.0.0/8",
      parseNetworks,
    ),
    idleTimeout: need("idle-timeout", "a duration from 1s to 255s", parseIdleTimeout),
    tls,
    data: resolve(need("data", "a folder", (text) => text || undefined)),
    id: optional("id", "letters, digits, `_` and `-`", (text) =>
      /^[\w-]+$/.test(text) ? text : undefined,
    ),
    privateKey: optional("private-key", longKey, parseKey),
    signingKey: optional("signing-key", longKey, parseKey),
    previousPrivateKey: optional("previous-private-key", longKey, parseKey),
    previousSigningKey: optional("previous-signing-key", longKey, parseKey),
    renderers,
    engine: need("engine", "auto or wasm", engineName),
    fonts: optional("fonts", "a folder that exists", existingFolder),
    ffmpeg: need("ffmpeg", "auto, off or the path of FFmpeg", ffmpegSetting),
    rendersPerMinute: count("max-renders-per-minute", 0, 1e6),
    videoJobs: count("video-jobs", 1, 64),
    videoTimeout: need("video-timeout", "a duration such as 30s or 10m", parseDuration),
    queue: optional("queue", "a whole number", whole(0, 1e6)) ?? waitingJobsPerRenderer * renderers,
    cacheMaxBytes: size("cache-max-bytes"),
    memoryMaxBytes: size("memory-max-bytes"),
    timeout: need("timeout", "a duration such as 500ms, 30s or 5m", parseDuration),
    limits: {
      sourceBytes: size("max-source-bytes"),
      fileBytes: size("max-file-bytes"),
      sourcePixels: count("max-source-pixels", 1, 1e10),
      outputPixels: count("max-output-pixels", 1, 1e10),
      frames: count("max-frames", 1, 1e6),
      steps: count("max-steps", 1, 1000),
      layers: count("max-layers", 0, 1000),
      urlLength: count("max-url-length", 1, longestUrl),
      videoBytes: size("max-video-bytes"),
      videoSeconds: count("max-video-seconds", 1, 86_400),
      videoPixels: count("max-video-pixels", 4, 1e9),
    },
    allowEnv: optional("allow-env", "names of variables, commas between", parseNames),
    allowFolders: optional("allow-folders", "folders, commas between", parseFolders),
    log:
      optional("log", "text or json", (text) =>
        text === "text" || text === "json" ? text : undefined,
      ) ?? (process.stdout.isTTY ? "text" : "json"),
  };
}

/** Where the server listens, and where clients see it. */
function readAddresses(
  { given, need, optional, isSet }: FlagReader,
  tls: TlsSettings | undefined,
): Pick<Config, "host" | "port" | "publicUrl" | "admin" | "adminPublic"> {
  const names = tls?.kind === "acme" ? tls.names : undefined;
  const host =
    names && given("host") === undefined
      ? "::"
      : need("host", "an address", (text) => text || undefined);
  const port = names && given("port") === undefined ? 443 : need("port", aPort, whole(0, 65_535));
  const publicUrl =
    optional("public-url", "an http or https URL without a query", parsePublicUrl) ??
    (names && port !== 0 ? new URL(`https://${names[0]}:${port}`).origin : undefined);
  const adminHost = optional("admin-host", "an address", (text) => text || undefined);
  const adminPort = optional("admin-port", aPort, whole(0, 65_535));
  const isExposed = publicUrl !== undefined || names !== undefined || !isLoopback(host);
  const admin = isExposed
    ? { host: adminHost ?? "127.0.0.1", port: adminPort ?? nextPort(port) }
    : { host: adminHost ?? host, port: adminPort ?? port };
  // Port 0 is another one each time.
  const isApart =
    admin.host !== host || admin.port !== port || (isExposed && port === 0) || adminPort === 0;
  return {
    host,
    port,
    publicUrl,
    admin: isApart ? admin : undefined,
    adminPublic: !isApart || isSet("admin-public"),
  };
}

/** Where the certificate comes from, and that no flag of it stands alone. */
function readTls({ need, optional, isSet }: FlagReader): TlsSettings | undefined {
  const names = optional("https", "host names, commas between", parseHostNames);
  const certFile = optional("tls-cert", "a file", (text) => resolve(text));
  const keyFile = optional("tls-key", "a file", (text) => resolve(text));
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError("Expected --tls-cert and --tls-key, or neither");
  }
  if (names && certFile !== undefined) {
    throw new UsageError("Expected --https or --tls-cert, not both");
  }
  const httpPort = optional("http-port", aPort, whole(0, 65_535));
  if (!names && certFile === undefined && (httpPort !== undefined || isSet("http3"))) {
    const flag = httpPort === undefined ? "--http3" : "--http-port";
    throw new UsageError(`Expected --https or --tls-cert beside ${flag}`);
  }
  const acme = {
    directory: need("acme-directory", "an https URL", parseDirectory),
    email: optional("acme-email", "an address such as you@example.com", (text) =>
      /^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined,
    ),
    check:
      need("acme-check", "on or off", (text) =>
        text === "on" || text === "off" ? text : undefined,
      ) === "on",
  };
  const http3 = isSet("http3");
  if (names) return { kind: "acme", names, ...acme, httpPort: httpPort ?? 80, http3 };
  if (certFile === undefined || keyFile === undefined) return undefined;
  return { kind: "files", files: { chain: certFile, key: keyFile }, httpPort, http3 };
}

/** The port after the images'; the system picks one where it picks theirs. */
function nextPort(port: number): number {
  return port === 0 || port === 65_535 ? 0 : port + 1;
}

/** The data folder, absolute: the flag first, then the environment, then the default. */
export function readData(flag: string | undefined): string {
  const { variable, fallback } = serveFlags.data;
  return resolve(flag ?? (process.env[variable] || fallback));
}

/** What origins may read, by the environment: for commands that have no flags for it. */
export function readAllowed(environment: NodeJS.ProcessEnv): {
  env: string[] | undefined;
  folders: string[] | undefined;
} {
  const read = (flag: "allow-env" | "allow-folders") =>
    environment[serveFlags[flag].variable] || undefined;
  const [env, folders] = [read("allow-env"), read("allow-folders")];
  // What cannot be read allows nothing.
  return {
    env: env === undefined ? undefined : (parseNames(env) ?? []),
    folders: folders === undefined ? undefined : (parseFolders(folders) ?? []),
  };
}
