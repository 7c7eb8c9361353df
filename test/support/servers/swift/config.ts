/**
 * The files of a one-machine Swift cluster: a proxy that speaks S3, and an account, a container
 * and an object server with one device. Nothing here touches the disk or starts a process.
 *
 * Every server is told port 0 and so gets a free one from the system, which no other run can take:
 * given a number, Swift would bind it with SO_REUSEPORT and silently share it with another run.
 */

import { gzipSync } from "node:zlib";

export type SwiftUser = { accessKey: string; secretKey: string };

type Settings = {
  /** An absolute folder; must be on a file system with user extended attributes. */
  folder: string;
  /** Who the servers run as. Swift changes to this user, so only root may name somebody else. */
  systemUser: string;
};

export function storageConfig(settings: Settings, role: string): string {
  return `${defaults(settings)}
[pipeline:main]
pipeline = ${role}-server

[app:${role}-server]
use = egg:swift#${role}
`;
}

export function proxyConfig(
  settings: Settings & {
    region: string;
    memcachedPort: number;
    /** The first owns the account; the others may do only what a bucket lets everybody do. */
    users: SwiftUser[];
  },
): string {
  const users = settings.users.map(
    ({ accessKey, secretKey }, index) =>
      `user_${accessKey.replace(":", "_")} = ${secretKey}${index === 0 ? " .admin" : ""}`,
  );
  return `${defaults(settings)}
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats bulk s3api tempauth
  copy slo dlo proxy-server

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
error_suppression_interval = 0

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:gatekeeper]
use = egg:swift#gatekeeper

[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${settings.memcachedPort}

[filter:listing_formats]
use = egg:swift#listing_formats

[filter:bulk]
use = egg:swift#bulk

[filter:s3api]
use = egg:swift#s3api
location = ${settings.region}

[filter:tempauth]
use = egg:swift#tempauth
${users.join("\n")}

[filter:copy]
use = egg:swift#copy

[filter:slo]
use = egg:swift#slo

[filter:dlo]
use = egg:swift#dlo
`;
}

/**
 * What all four servers share. The time limits are far above Swift's own (0.5 s to connect, 1 s for
 * an upload to reach the listing): there is one copy of everything, so on a busy machine a missed
 * limit would lose an object instead of moving on to the next copy.
 */
function defaults({ folder, systemUser }: Settings): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = 0
workers = 0
user = ${systemUser}
swift_dir = ${folder}
devices = ${folder}/devices
mount_check = false
disable_fallocate = true
log_level = WARNING
conn_timeout = 10
node_timeout = 30
container_update_timeout = 30
`;
}

/** The folder of the only device, inside the cluster's folder. */
export const deviceFolder = "devices/disk";

/**
 * A ring says which device holds which partition. This one has a single partition on a single
 * device, so the table after the header is one zero. swift-ring-builder would need three runs for
 * each ring, and longer than all the rest of the start.
 *
 * @see https://docs.openstack.org/swift/latest/overview_ring.html
 */
export function ring(port: number): Uint8Array {
  const ip = "127.0.0.1";
  const device = {
    id: 0,
    region: 1,
    zone: 1,
    weight: 1,
    device: "disk",
    meta: "",
    ip,
    port,
    replication_ip: ip,
    replication_port: port,
  };
  const header = Buffer.from(
    JSON.stringify({ byteorder: "little", devs: [device], part_shift: 32, replica_count: 1 }),
  );
  const start = Buffer.alloc(10);
  start.write("R1NG");
  start.writeUInt16BE(1, 4);
  start.writeUInt32BE(header.length, 6);
  return gzipSync(Buffer.concat([start, header, Buffer.alloc(2)]));
}
