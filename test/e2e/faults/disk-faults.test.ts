import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import { program, startServer, temporaryFolder } from "../../support/tintype.ts";

const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) spawnSync("umount", ["-l", folder]);
});

/** A disk of its own; undefined where this user may not mount one. */
function smallDisk(bytes: number): string | undefined {
  const folder = temporaryFolder();
  const args = ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder];
  if (spawnSync("mount", args).status !== 0) return undefined;
  mounted.push(folder);
  return folder;
}

/** A disk in a file that can be made to fail; undefined where this user may not mount one. */
function failingDisk(): { folder: string; device: string } | undefined {
  const [image, folder] = [join(temporaryFolder(), "image"), temporaryFolder()];
  writeFileSync(image, "");
  truncateSync(image, 40 * 1024 * 1024);
  if (spawnSync("/sbin/mkfs.ext4", ["-q", image]).status !== 0) return undefined;
  const before = new Set(readdirSync("/sys/fs/ext4"));
  const args = ["-o", "loop,errors=remount-ro", image, folder];
  if (spawnSync("mount", args).status !== 0) return undefined;
  mounted.push(folder);
  const device = readdirSync("/sys/fs/ext4").find((name) => !before.has(name));
  return device === undefined ? undefined : { folder, device };
}

const full = smallDisk(8 * 1024 * 1024);
const readOnly = failingDisk();

async function originals(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(800, 600, { format: "jpeg" }));
  return folder;
}

const widths = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `/tr:w-${from + i},q-95/a.jpg`);

async function statusesOf(url: string, targets: string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const target of targets) statuses.push((await send(url, target)).status);
  return statuses;
}

test.skipIf(!full)(
  "a full disk keeps no client from an answer, and ends no server",
  async () => {
    const data = join(full as string, "data");
    const server = await startServer(program, [await originals()], { data });
    const targets = widths(300, 60);
    writeFileSync(join(full as string, "other"), new Uint8Array(5_000_000));
    expect(await statusesOf(server.url, targets)).toEqual(targets.map(() => 200));
    // Somebody else takes all that is left.
    const rest = spawnSync("dd", ["if=/dev/zero", `of=${full}/rest`, "bs=4k"]);
    expect(rest.status).not.toBe(0);
    const more = [...targets.slice(-3), ...widths(500, 20), "/a.jpg"];
    expect(await statusesOf(server.url, more)).toEqual(more.map(() => 200));
    // Longer than the index waits before it writes down what was used.
    await Bun.sleep(1_500);
    expect(await statusesOf(server.url, more)).toEqual(more.map(() => 200));
    rmSync(join(full as string, "rest"));
    rmSync(join(full as string, "other"));
    const again = widths(600, 1)[0] as string;
    await send(server.url, again);
    await send(server.url, again);
    expect((await send(server.url, again)).headers.get("x-tintype-cache")).not.toBe("miss");
    expect(await server.stop()).toBe(0);
  },
  120_000,
);

test.skipIf(!readOnly)(
  "a disk that becomes read-only keeps no client from an answer",
  async () => {
    const disk = readOnly?.folder as string;
    const server = await startServer(program, [await originals()], {
      data: join(disk, "data"),
    });
    const known = widths(300, 3);
    expect(await statusesOf(server.url, known)).toEqual([200, 200, 200]);
    // Written down as it was used, once a second.
    await Bun.sleep(1_500);
    const remounted = spawnSync("mount", ["-o", "remount,ro", disk], { encoding: "utf8" });
    if (remounted.status !== 0) {
      // Files that are open for writing keep it from that on some systems.
      expect(remounted.stderr).toContain("busy");
    }
    const targets = [...known, ...widths(400, 5), "/a.jpg"];
    expect(await statusesOf(server.url, targets)).toEqual(targets.map(() => 200));
    await Bun.sleep(1_500);
    expect(await statusesOf(server.url, targets)).toEqual(targets.map(() => 200));
    expect(await server.stop()).toBe(0);
  },
  120_000,
);

test("a cache folder that was deleted is made anew", async () => {
  const server = await startServer(program, [await originals()]);
  const [first, second] = widths(300, 2) as [string, string];
  await send(server.url, first);
  rmSync(join(server.data, "cache/files"), { recursive: true });
  rmSync(join(server.data, "cache/temporary"), { recursive: true });
  expect(await statusesOf(server.url, [first, second])).toEqual([200, 200]);
  expect((await send(server.url, second)).headers.get("x-tintype-cache")).not.toBe("miss");
  expect(await server.stop()).toBe(0);
}, 60_000);
