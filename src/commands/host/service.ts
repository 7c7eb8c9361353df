import { dirname, resolve } from "node:path";
import { type Config, readConfig } from "../../config.ts";
import { serveOptions } from "../../flags/reader.ts";
import { parse, UsageError } from "../../flags/usage.ts";
import { selfCommand } from "../../runtime/runtime.ts";
import type { Command } from "../command.ts";

const usualData = "/var/lib/tintype";

export const service: Command = {
  summary: "print a hardened systemd unit for this executable",
  usage: "service [FOLDER] [flags of serve]",
  examples: [
    "service > /etc/systemd/system/tintype.service",
    "service --https images.example.com --data /srv/tintype",
  ],
  options: [
    { flag: "--data", meaning: `Data folder of the service (${usualData})` },
    { flag: "--FLAG", meaning: "Any other flag of serve, which the service is started with" },
  ],
  run(args) {
    const { values, positionals } = parse(args, serveOptions());
    if (values["private-key"] !== undefined) {
      throw new UsageError(
        "Expected no --private-key, which everyone could read in the unit: write TINTYPE_PRIVATE_KEY=… into /etc/tintype/environment",
      );
    }
    const given = { data: usualData, ...values };
    const flags = Object.entries(given).flatMap(([flag, value]) => wordsOf(flag, value));
    const folder = positionals.map((path) => resolve(path));
    // What this shell's environment says is not what the service is told.
    const config = readConfig([...folder, ...flags], {});
    process.stdout.write(unitOf(config, [...selfCommand(), "serve", ...folder, ...flags]));
  },
};

/** Flags whose values are paths, which a service looks up from its own folder. */
const paths = ["data", "tls-cert", "tls-key", "allow-folders", "fonts"];

function wordsOf(flag: string, value: unknown): string[] {
  if (typeof value === "boolean") return [value ? `--${flag}` : `--no-${flag}`];
  const text = String(value);
  const isPath = paths.includes(flag);
  return [
    `--${flag}`,
    isPath
      ? text
          .split(",")
          .map((path) => resolve(path))
          .join(",")
      : text,
  ];
}

function unitOf(config: Config, command: readonly string[]): string {
  const { data, folder, tls, port, admin } = config;
  const ports = [port, tls?.httpPort, admin?.port];
  const isPrivileged = ports.some((one) => one !== undefined && one > 0 && one < 1024);
  const capabilities = isPrivileged ? "CAP_NET_BIND_SERVICE" : "";
  const files = tls?.kind === "files" ? Object.values(tls.files) : [];
  const isInHome = [data, folder, ...files, ...command.slice(0, 1)].some((path) =>
    /^\/(?:home|root|run\/user)\//.test(path ?? ""),
  );
  const state = /^\/var\/lib\/([\w.-]+)$/.exec(data)?.[1];
  return `[Unit]
Description=Tintype image delivery
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${command.map(quoted).join(" ")}
# Secrets, and variables that origins refer to as env:NAME. Readable by root only.
EnvironmentFile=-/etc/tintype/environment
User=tintype
Group=tintype
${state ? `StateDirectory=${state}\nStateDirectoryMode=0700` : `ReadWritePaths=${quoted(data)}`}
WorkingDirectory=${quoted(state ? data : dirname(data)).replace(/^"|"$/g, "")}
UMask=0077
Restart=on-failure
TimeoutStopSec=20
LimitNOFILE=65536

# The service reads, and writes nothing but its data folder and a temporary folder of its own.
NoNewPrivileges=true
ProtectSystem=strict
ProtectHome=${isInHome ? "read-only" : "true"}
PrivateTmp=true
PrivateDevices=true
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectKernelLogs=true
ProtectControlGroups=true
ProtectClock=true
ProtectHostname=true
ProtectProc=invisible
LockPersonality=true
# Renderers are started without a network.
RestrictNamespaces=user net
RestrictRealtime=true
RestrictSUIDSGID=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
CapabilityBoundingSet=${capabilities}
AmbientCapabilities=${capabilities}
# Not MemoryDenyWriteExecute: JavaScript and WebAssembly are compiled at run time.

[Install]
WantedBy=multi-user.target
`;
}

/** As systemd reads a word. */
function quoted(word: string): string {
  const escaped = word.replace(/[\\"]/g, "\\$&").replace(/%/g, "%%").replace(/\$/g, "$$$$");
  return /[\s"';\\]/.test(word) ? `"${escaped}"` : escaped;
}
