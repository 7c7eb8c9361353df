import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "../../video/clips.ts";

const folder = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(join(folder, "photo.jpg"), await photo(400, 300, { format: "jpeg" }));
  if (!withoutFfmpeg) makeClip(folder, "clip.mp4", { seconds: 1 });
  server = await startServer(program, [folder]);
}, 60_000);
afterAll(() => server?.stop());

/** Runs it while this process goes on; what it reads is its standard input. */
async function prepare(lines: string[], ...args: string[]) {
  const child = Bun.spawn([...program.command, "prepare", "-", ...args], {
    stdin: new Blob([lines.join("\n")]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const texts = [child.stdout, child.stderr].map((stream) => new Response(stream).text());
  const [stdout = "", stderr = ""] = await Promise.all(texts);
  return { status: await child.exited, stdout, stderr };
}

describe("prepare", () => {
  const list = ["# a comment", "", "/tr:w-70,f-jpg/photo.jpg", "/tr:w-80,f-jpg/photo.jpg"];

  test("has the running server make what a list names", async () => {
    const { status, stdout, stderr } = await prepare(list, "--data", server.data);
    expect([stderr, stdout, status]).toEqual(["", "2 ready, 0 failed\n", 0]);
    for (const path of list.slice(2)) {
      const { headers } = await send(server.url, path);
      expect([path, headers.get("x-tintype-cache")]).toEqual([path, "disk"]);
    }
  });

  test("names each that fails, and ends with 1", async () => {
    const wrong = [...list, "/gone.jpg", "/tr:w-0/photo.jpg", "ftp://a/b"];
    const { status, stdout, stderr } = await prepare(wrong, "--data", server.data);
    expect([status, stdout]).toEqual([1, "2 ready, 3 failed\n"]);
    for (const name of ["/gone.jpg: ", "/tr:w-0/photo.jpg: ", "ftp://a/b: "]) {
      expect(stderr).toContain(name);
    }
  });

  test("prints a JSON line for each URL", async () => {
    const { stdout } = await prepare(["/tr:w-90,f-jpg/photo.jpg"], "--json", "--data", server.data);
    expect(JSON.parse(stdout)).toEqual({
      ...{ url: "/tr:w-90,f-jpg/photo.jpg", state: "ready", isNew: true },
      ...{ contentType: "image/jpeg", bytes: expect.any(Number) },
    });
  });

  test.skipIf(withoutFfmpeg !== undefined)("waits for videos", async () => {
    const path = "/tr:w-100/clip.mp4";
    const { status, stdout, stderr } = await prepare([path], "--data", server.data);
    expect([stderr, stdout, status]).toEqual(["", "1 ready, 0 failed\n", 0]);
    expect((await send(server.url, path)).headers.get("x-tintype-cache")).toBe("disk");
  });

  test.skipIf(withoutFfmpeg !== undefined)("follows the lists of a stream", async () => {
    const path = "/clip.mp4/ik-master.m3u8?tr=sr-240";
    const { status, stdout } = await prepare([path], "--json", "--data", server.data);
    const made = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([status, made.filter(({ state }) => state !== "ready")]).toEqual([0, []]);
    // The list, those of its tracks, and their segments.
    expect(made.length).toBeGreaterThan(4);
    const segment = made.findLast(({ contentType }) => !contentType.includes("mpegurl"));
    expect((await send(server.url, segment.url)).headers.get("x-tintype-cache")).toBe("disk");
  });

  test("makes it in the data folder where no server runs, for the one that starts later", async () => {
    const data = temporaryFolder();
    const where = ["--data", data, "--folder", folder];
    const first = await prepare(list, ...where);
    expect([first.stderr, first.stdout, first.status]).toEqual(["", "2 ready, 0 failed\n", 0]);
    const later = await startServer(program, [folder], { data });
    try {
      const { headers } = await send(later.url, "/tr:w-70,f-jpg/photo.jpg");
      expect(headers.get("x-tintype-cache")).toBe("disk");
    } finally {
      await later.stop();
    }
  });

  test("goes on with what other origins have, where no server runs and one is out of reach", async () => {
    const data = temporaryFolder();
    const tintype = (...args: string[]) => run(program, [...args, "--data", data]);
    const away = ["--type", "WEB_FOLDER", "--name", "away", "--allow-private-network"];
    tintype("origin", "add", ...away, "--base-url", "http://127.0.0.1:1");
    const named = ["--description", "away", "--url-prefix", "away"];
    tintype("endpoint", "add", ...named, "--origins", "away");
    const lines = ["/away/tr:w-10/a.jpg", "/tr:w-70,f-jpg/photo.jpg"];
    const where = ["--jobs", "1", "--data", data, "--folder", folder];
    const { status, stdout, stderr } = await prepare(lines, ...where);
    expect([stdout, status]).toEqual(["1 ready, 1 failed\n", 1]);
    expect(stderr).toContain("/away/tr:w-10/a.jpg: ECONNREFUSED");
  });

  test("wants a list", async () => {
    const child = Bun.spawnSync([...program.command, "prepare"]);
    expect([child.exitCode, child.stderr.toString()]).toEqual([
      2,
      expect.stringContaining("Expected a file with URLs or paths"),
    ]);
  });
});
