import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { deviceFolder, proxyConfig, ring, type SwiftUser, storageConfig } from "./config.ts";
import { listeningPort, type Processes, type RunningProcess } from "./processes.ts";

const storageRoles = ["account", "container", "object"] as const;

/** Why a cluster cannot be started here, or `undefined` when it can. */
export function whyNoCluster(): string | undefined {
  const programs = ["memcached", ...[...storageRoles, "proxy"].map(serverProgram)];
  const missing = programs.find((program) => !isInstalled(program));
  if (missing !== undefined) return `${missing} is not installed`;
  // Swift reads this one file from nowhere else; the Debian package brings it filled in.
  const hashConfig = "/etc/swift/swift.conf";
  return may(constants.R_OK, hashConfig) ? undefined : `${hashConfig} cannot be read`;
}

function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => may(constants.X_OK, join(folder, program)));
}

function may(mode: number, path: string): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function serverProgram(role: string): string {
  return `swift-${role}-server`;
}

/** Starts a cluster and returns its proxy's port; the first user owns the account. */
export async function startCluster(
  { folder, start }: Processes,
  region: string,
  users: SwiftUser[],
): Promise<number> {
  // Not userInfo(): under Bun it tells $USER, which containers often lack.
  const systemUser = execFileSync("id", ["-un"], { encoding: "utf8" }).trim();
  const settings = { folder, systemUser };
  const configPath = (role: string) => join(folder, `${role}-server.conf`);
  const startServer = (role: string) => start(serverProgram(role), [configPath(role), "--verbose"]);
  await mkdir(join(folder, deviceFolder), { recursive: true });
  for (const role of storageRoles) await writeFile(configPath(role), storageConfig(settings, role));

  const onLoopback = ["-l", "127.0.0.1", "-p", "-1", "-U", "0"];
  const [memcachedPort] = await Promise.all([
    portOf(start("memcached", [...onLoopback, "-u", systemUser])),
    ...storageRoles.map(async (role) => {
      const port = await portOf(startServer(role));
      await writeFile(join(folder, `${role}.ring.gz`), ring(port));
    }),
  ]);

  // The proxy comes last because it reads the rings, which hold the other servers' ports.
  await writeFile(configPath("proxy"), proxyConfig({ ...settings, region, memcachedPort, users }));
  return await portOf(startServer("proxy"));
}

function portOf(server: RunningProcess): Promise<number> {
  return server.until(() => listeningPort(server.pid));
}
