import { networkInterfaces } from "node:os";
import type { Config } from "../../config.ts";
import { Failure } from "../../failure.ts";
import { UsageError } from "../../flags/usage.ts";
import type { Log } from "../../log.ts";
import type { Certificate, Handler, Listening } from "../../runtime/listening.ts";
import { listen } from "../../runtime/runtime.ts";
import { createAcme } from "../../tls/acme.ts";
import { createHttpDoor } from "../../tls/http-door.ts";
import { type PemFiles, readPemFiles, watchPemFiles } from "../../tls/pem-files.ts";
import type { AcmeSettings, FileSettings } from "../../tls/settings.ts";

/** The sockets at which images are. */
export interface ImageListeners {
  /** Where a browser on this machine finds them. */
  address: string;
  port: number;
  isSecure: boolean;
  pendingRequests(): number;
  stop(): Promise<void>;
  end(): Promise<void>;
}

/** Opens what the configuration asks for: one socket, or those of HTTPS and of HTTP beside it. */
export async function listenForImages(
  config: Config,
  handler: Handler,
  log: Log,
): Promise<ImageListeners> {
  const { tls } = config;
  if (tls?.kind === "acme") return listenByAcme(config, tls, handler, log);
  if (tls?.kind === "files") return listenWithFiles(config, tls, handler, log);
  const server = listenOrSayWhy(config, config.idleTimeout, handler);
  return listenersOf([server], { address: addressOf(config.host, server.port), server });
}

async function listenByAcme(
  config: Config,
  tls: AcmeSettings,
  handler: Handler,
  log: Log,
): Promise<ImageListeners> {
  const { port, idleTimeout } = config;
  const host = config.host === "::" && !hasIPv6() ? "0.0.0.0" : config.host;
  const acme = createAcme(tls, config.data, log);
  let secure: Listening | undefined;
  const door = createHttpDoor({
    challenges: acme.challenges,
    names: tls.names,
    securePort: () => secure?.port,
    images: handler,
  });
  const plain = listenOrSayWhy({ host, port: tls.httpPort }, idleTimeout, door, "--http-port");
  // A port that is taken is to be said now, and not when the first certificate comes.
  if (port !== 0) await listenOrSayWhy({ host, port }, idleTimeout, handler).end();
  const keeper = acme.keep((certificate) => {
    if (secure) secure.present(certificate);
    else secure = listenOrSayWhy({ host, port, tls }, idleTimeout, handler, "--port", certificate);
  });
  await keeper.first;
  const servers = () => (secure ? [secure, plain] : [plain]);
  const name = tls.names[0] ?? host;
  return {
    address: secure ? secureAddress(name, secure.port) : addressOf(host, plain.port),
    port: (secure ?? plain).port,
    isSecure: secure !== undefined,
    pendingRequests: () => sum(servers()),
    async stop() {
      keeper.close();
      await Promise.all(servers().map((server) => server.stop()));
    },
    async end() {
      await Promise.all(servers().map((server) => server.end()));
    },
  };
}

function listenWithFiles(
  config: Config,
  tls: FileSettings,
  handler: Handler,
  log: Log,
): ImageListeners {
  const { host, idleTimeout } = config;
  const certificate = readOrSayWhy(tls.files);
  const server = listenOrSayWhy(config, idleTimeout, handler, "--port", certificate);
  watchPemFiles(tls.files, log, server.present);
  const address = addressOf(host, server.port, "https");
  if (tls.httpPort === undefined) return listenersOf([server], { address, server });
  const door = createHttpDoor({
    challenges: undefined,
    names: [],
    securePort: () => server.port,
    images: handler,
  });
  const plain = listenOrSayWhy({ host, port: tls.httpPort }, idleTimeout, door, "--http-port");
  return listenersOf([server, plain], { address, server });
}

function listenersOf(
  servers: readonly Listening[],
  { address, server }: { address: string; server: Listening },
): ImageListeners {
  return {
    address,
    port: server.port,
    isSecure: address.startsWith("https:"),
    pendingRequests: () => sum(servers),
    async stop() {
      await Promise.all(servers.map((one) => one.stop()));
    },
    async end() {
      await Promise.all(servers.map((one) => one.end()));
    },
  };
}

function sum(servers: readonly Listening[]): number {
  return servers.reduce((total, server) => total + server.pendingRequests(), 0);
}

function readOrSayWhy(files: PemFiles): Certificate {
  try {
    return readPemFiles(files);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code?.startsWith("E") && code === code.toUpperCase() ? `cannot be read (${code})` : message;
    throw new UsageError(
      `Cannot use --tls-cert ${files.chain} with --tls-key ${files.key}: ${why}`,
    );
  }
}

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((list) =>
    list?.some(({ family }) => family === "IPv6"),
  );
}

/** What stands for all addresses of a machine cannot be opened in a browser. */
export function loopbackFor(host: string): string {
  return { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
}

/** In the form of a URL. */
export function addressOf(host: string, port: number, scheme = "http"): string {
  return `${scheme}://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

function secureAddress(name: string, port: number): string {
  return new URL(addressOf(name, port, "https")).origin;
}

const reasons: Record<string, (flag: string) => string> = {
  EADDRINUSE: (flag) => `the port is in use; choose another one with ${flag}`,
  ERR_NO_HTTP3: () => "this runtime has no HTTP/3; leave --http3 out",
  EADDRNOTAVAIL: () => "this machine does not have the address; check --host",
  EACCES: (flag) =>
    `permission denied; ports below 1024 need extra rights, so use ${flag} 8080 behind a proxy`,
};

export function listenOrSayWhy(
  { host, port, tls }: Pick<Config, "host" | "port"> & Partial<Pick<Config, "tls">>,
  idleTimeout: number,
  handler: Handler,
  flag = "--port",
  certificate?: Certificate,
): Listening {
  try {
    return listen(handler, {
      hostname: host.replace(/^\[|\]$/g, ""),
      port,
      idleTimeoutSeconds: Math.ceil(idleTimeout / 1000),
      certificate,
      http3: tls?.http3,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = reasons[code ?? ""]?.(flag) ?? "the address cannot be used";
    const address = addressOf(host, port).replace("http://", "");
    throw new Failure("ECONFLICT", `Cannot listen on ${address}: ${why}`, { cause: error });
  }
}
