import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { testUnless } from "../../support/needs.ts";
import { photo } from "../../support/pictures.ts";
import { program, startServer, temporaryFolder } from "../../support/tintype.ts";

const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) spawnSync("umount", ["-l", folder]);
});

/** Mounts a disk; a word of why it cannot be. */
function mounts(options: string[], folder: string): string | undefined {
  const { status, stderr, error } = spawnSync("mount", [...options, folder], { encoding: "utf8" });
  if (status !== 0) return `no disk can be mounted, ${(stderr || String(error)).trim()}`;
  mounted.push(folder);
  return undefined;
}

const full = temporaryFolder();
const noFull = mounts(["-t", "tmpfs", "-o", `size=${8 * 1024 * 1024}`, "tmpfs"], full);

const failing = temporaryFolder();
let device: string | undefined;
const noFailing = mountFailing();

/** A disk in a file, which becomes read-only when something is wrong with it. */
function mountFailing(): string | undefined {
  const image = join(temporaryFolder(), "image");
  writeFileSync(image, "");
  truncateSync(image, 40 * 1024 * 1024);
  const made = spawnSync("/sbin/mkfs.ext4", ["-q", image]);
  if (made.status !== 0) return "mkfs.ext4 is not installed";
  const known = () => (existsSync("/sys/fs/ext4") ? readdirSync("/sys/fs/ext4") : []);
  const before = new Set(known());
  const reason = mounts(["-o", "loop,errors=remount-ro", image], failing);
  if (reason !== undefined) return reason;
  device = known().find((name) => !before.has(name));
  const trigger = `/sys/fs/ext4/${device}/trigger_fs_error`;
  return existsSync(trigger) ? undefined : "the kernel lets no error be made up";
}

/** As when the disk answers no more: the system mounts it anew, read-only, under open files. */
function failDisk(): void {
  writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, "made up by a test");
  expect(() => writeFileSync(join(failing, "other"), "x")).toThrow("EROFS");
}

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

testUnless(
  noFull,
  "a full disk keeps no client from an answer, and ends no server",
  async () => {
    const data = join(full, "data");
    const folder = await originals();
    let server = await startServer(program, [folder], { data });
    const targets = widths(300, 60);
    writeFileSync(join(full, "other"), new Uint8Array(5_000_000));
    expect(await statusesOf(server.url, targets)).toEqual(targets.map(() => 200));
    // Somebody else takes all that is left.
    const rest = spawnSync("dd", ["if=/dev/zero", `of=${full}/rest`, "bs=4k"]);
    expect(rest.status).not.toBe(0);
    const more = [...targets.slice(-3), ...widths(500, 20), "/a.jpg"];
    expect(await statusesOf(server.url, more)).toEqual(more.map(() => 200));
    // Longer than the index waits before it writes down what was used.
    await Bun.sleep(1_500);
    expect(await statusesOf(server.url, more)).toEqual(more.map(() => 200));
    // Killed there, it starts again and answers as before.
    await server.stop("SIGKILL");
    spawnSync("dd", ["if=/dev/zero", `of=${full}/more`, "bs=4k"]);
    server = await startServer(program, [folder], { data });
    expect(await statusesOf(server.url, more)).toEqual(more.map(() => 200));
    for (const name of ["rest", "more", "other"]) rmSync(join(full, name));
    const again = widths(600, 1)[0] as string;
    await send(server.url, again);
    await send(server.url, again);
    expect((await send(server.url, again)).headers.get("x-tintype-cache")).not.toBe("miss");
    expect(await server.stop()).toBe(0);
  },
  120_000,
);

testUnless(
  noFull,
  "a server that was stopped starts on a disk that others have filled since, for which its cache makes room",
  async () => {
    const data = join(full, "stopped");
    const folder = await originals();
    let server = await startServer(program, [folder], { data });
    const targets = widths(300, 20);
    expect(await statusesOf(server.url, targets)).toEqual(targets.map(() => 200));
    expect(await server.stop()).toBe(0);
    const rest = spawnSync("dd", ["if=/dev/zero", `of=${full}/filled`, "bs=4k"]);
    expect(rest.status).not.toBe(0);
    server = await startServer(program, [folder], { data });
    expect(await statusesOf(server.url, targets)).toEqual(targets.map(() => 200));
    expect(await server.stop()).toBe(0);
    rmSync(join(full, "filled"));
  },
  60_000,
);

testUnless(
  noFailing,
  "a disk that becomes read-only keeps no client from an answer",
  async () => {
    const server = await startServer(program, [await originals()], {
      data: join(failing, "data"),
    });
    const known = widths(300, 3);
    expect(await statusesOf(server.url, known)).toEqual([200, 200, 200]);
    // Written down as it was used, once a second.
    await Bun.sleep(1_500);
    failDisk();
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
