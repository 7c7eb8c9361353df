import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { makeCertificate } from "../certificates.ts";
import { temporaryFolder } from "../tintype.ts";

/** Why there is none, for `describeUnless`. */
export const noPebble =
  Bun.which("pebble") === null ? "pebble is not installed (Debian: pebble)" : undefined;

/** An ACME server that issues certificates for every name whose questions are answered. */
export interface Pebble {
  /** URL of its directory. */
  directory: string;
  /** Port at which it asks its questions. */
  httpPort: number;
  /** What trusts its own certificate: variables for the process that orders. */
  env: Record<string, string>;
  /** File of the certificate of the authority that signs what it issues now. */
  authority(): Promise<string>;
  stop(): Promise<void>;
  /** Starts it again at the same addresses, with nothing remembered. */
  start(): Promise<void>;
}

/** @param lifeSeconds how long its certificates are valid */
export async function startPebble(lifeSeconds: number): Promise<Pebble> {
  const folder = temporaryFolder();
  const [port, managementPort, httpPort, tlsPort] = await freePorts(4);
  const own = makeCertificate(folder, "pebble", ["localhost"]);
  const config = join(folder, "config.json");
  writeFileSync(
    config,
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${managementPort}`,
        certificate: own.chain,
        privateKey: own.key,
        httpPort,
        tlsPort,
        ocspResponderURL: "",
        externalAccountBindingRequired: false,
        certificateValidityPeriod: lifeSeconds,
      },
    }),
  );
  let child: ChildProcess | undefined;

  async function stop(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Resolves when it answers. */
  async function start(): Promise<void> {
    child = spawn("pebble", ["-config", config], {
      stdio: "ignore",
      env: { ...process.env, PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "10" },
    });
    process.on("exit", () => child?.kill("SIGKILL"));
    for (let tries = 0; tries < 400; tries += 1) {
      if (curl(own.chain, `https://localhost:${port}/dir`) !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("Pebble does not answer");
  }

  await start();
  return {
    directory: `https://localhost:${port}/dir`,
    httpPort: httpPort as number,
    env: { NODE_EXTRA_CA_CERTS: own.chain, DENO_CERT: own.chain },
    async authority() {
      const file = join(folder, "authority.pem");
      const pem = curl(own.chain, `https://localhost:${managementPort}/roots/0`);
      writeFileSync(file, pem ?? "");
      return file;
    },
    stop,
    start,
  };
}

function curl(authority: string, url: string): string | undefined {
  const { status, stdout } = spawnSync("curl", ["-sf", "--cacert", authority, url], {
    encoding: "utf8",
  });
  return status === 0 ? stdout : undefined;
}

/** Ports that were free a moment ago: the ACME server and ours have to know them of each other. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
