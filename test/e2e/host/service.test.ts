import { afterAll, describe, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import { isExecutable, isUnderDeno, program, run, temporaryFolder } from "../../support/tintype.ts";

const demo = join(import.meta.dirname, "../../../src/demo");

/** The lines of a unit; one that stands twice has its values in order. */
function unit(...args: string[]): Map<string, string> {
  const { status, stdout, stderr } = run(program, ["service", ...args]);
  expect([stderr, status]).toEqual(["", 0]);
  const lines = stdout.split("\n").filter((line) => /^\w+=/.test(line));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

describe("the systemd unit", () => {
  test("starts this program with the flags that were given, paths made absolute", () => {
    const line = unit("--data", "/srv/image data", "--allow-env", "S3_*", "--id", "shop").get(
      "ExecStart",
    );
    expect(line).toEndWith(' serve --data "/srv/image data" --allow-env S3_* --id shop');
  });

  test("is for the usual folder, and binds low ports only where they are wanted", () => {
    const usual = unit();
    expect(usual.get("ExecStart")).toEndWith(" serve --data /var/lib/tintype");
    expect(usual.get("StateDirectory")).toBe("tintype");
    expect([usual.get("CapabilityBoundingSet"), usual.get("AmbientCapabilities")]).toEqual([
      "",
      "",
    ]);
    const secure = unit("--https", "images.example.com", "--data", "/srv/tintype");
    expect(secure.get("CapabilityBoundingSet")).toBe("CAP_NET_BIND_SERVICE");
    expect(secure.get("AmbientCapabilities")).toBe("CAP_NET_BIND_SERVICE");
    expect(secure.get("ReadWritePaths")).toBe("/srv/tintype");
  });

  test("holds no secret, and refuses what serve would refuse", () => {
    const secret = run(program, ["service", "--private-key", "private_abcdefgh"]);
    expect([secret.status, secret.stdout]).toEqual([2, ""]);
    const wrong = run(program, ["service", "--port", "high"]);
    expect([wrong.status, wrong.stdout]).toEqual([2, ""]);
    const environment = run(program, ["service"], {
      env: { TINTYPE_PRIVATE_KEY: "private_abcdefgh" },
    });
    expect(environment.stdout).not.toContain("private_abcdefgh");
  });

  test("is the one that the document shows", () => {
    const { stdout } = run(program, ["service"]);
    const shown = readFileSync(join(import.meta.dirname, "../../../docs/install.md"), "utf8");
    const lines = stdout
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("ExecStart="));
    expect(lines.filter((line) => !shown.includes(`    ${line}\n`))).toEqual([]);
  });
});

const noNamespaces =
  process.getuid?.() !== 0
    ? "the tests do not run as root"
    : spawnSync("unshare", ["-m", "true"]).status === 0 && Bun.which("setpriv")
      ? undefined
      : "this machine does not let a test have mounts of its own";

/** As systemd would: a root that is read-only, a temporary folder and no rights of its own. */
const restricted = `set -e
mount --make-rprivate /
mount --bind /tmp /mnt
mount --bind "$DATA" "$DATA"
for point in $(awk '{ print $2 }' /proc/self/mounts | sort -ru); do
  case "$point" in "$DATA"|/proc*|/sys*|/dev*) ;; *) mount -o remount,bind,ro "$point" || true ;; esac
done
mount -t tmpfs tmpfs /tmp
if touch /etc/tintype-probe 2>/dev/null; then echo root-is-writable; fi
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"`;

/** Deno keeps what it compiled in a home, which a service does not have: the unit is for the others. */
const describeService = isUnderDeno ? describe.skip : describeUnless.bind(undefined, noNamespaces);

describeService("under the restrictions of its unit", () => {
  const data = noNamespaces === undefined ? mkdtempSync("/var/tmp/tintype-service-") : "";
  afterAll(() => rmSync(data, { recursive: true, force: true }));
  // The temporary folder of the tests is not the service's.
  const seen = (path: string) => path.replace(/^\/tmp\//, "/mnt/");

  test("it serves its first image, and can write nowhere but in its data folder", async () => {
    const stated = unit("--data", data);
    expect(
      ["NoNewPrivileges", "PrivateTmp", "ProtectSystem", "UMask"].map((name) => stated.get(name)),
    ).toEqual([...["true", "true", "strict", "0077"]]);
    chownSync(data, 65534, 65534);
    if (isExecutable) chmodSync(dirname(program.command[0] ?? ""), 0o755);
    const outside = join(temporaryFolder(), "seen");
    writeFileSync(outside, "");
    const flags = ["serve", seen(demo), "--port", "0", "--data", data];
    // What the service's own shell would be allowed, first; then the service, in its place.
    const probe = `[ -e "${outside}" ] && echo tmp-is-shared
touch /tmp/probe || echo no-tmp
cd "$DATA" && umask 0077 && exec "$@"`;
    const child = spawn(
      "unshare",
      [
        "-m",
        "sh",
        "-c",
        restricted,
        "sh",
        "sh",
        "-c",
        probe,
        "sh",
        ...program.command.map(seen),
        ...flags,
      ],
      { env: { PATH: process.env.PATH, DATA: data }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    try {
      let text = "";
      let log = "";
      child.stderr.on("data", (part) => {
        log += part;
      });
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.setEncoding("utf8").on("data", (part: string) => {
          text += part;
          const found = /listening on (http:\S+)/.exec(text)?.[1];
          if (found) resolve(found);
        });
        child.once("exit", () => reject(new Error(`It ended: ${text}${log}`)));
      });
      expect(text).toStartWith("Tintype is listening on ");
      const { status, headers } = await send(url, "/tr:w-40/coast.jpg");
      expect([status, headers.get("content-type"), log.includes("warn")]).toEqual([
        200,
        "image/jpeg",
        false,
      ]);
      const facts = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const fact = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(facts)?.[1];
      expect([fact("NoNewPrivs"), fact("CapBnd"), fact("CapEff"), fact("Uid")]).toEqual([
        ...["1", "0000000000000000", "0000000000000000", "65534"],
      ]);
      expect(existsSync(join(data, "origins.sqlite"))).toBe(true);
    } finally {
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
    }
  });
});
