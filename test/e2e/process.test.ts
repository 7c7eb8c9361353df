import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { decode } from "../support/decode.ts";
import { send } from "../support/http.ts";
import { photo } from "../support/pictures.ts";
import {
  isExecutable,
  isUnderDeno,
  program,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

describe(`run as ${program.name}`, () => {
  test("version names the program, its commit, the runtime and the codecs", () => {
    const { status, stdout } = run(program, ["version"]);
    expect(status).toBe(0);
    const [first = "", second = "", third = ""] = stdout.split("\n");
    const git = ["git", "-C", import.meta.dirname, "log", "-1", "--format=%h %cs", "--abbrev=10"];
    const [hash, date] = Bun.spawnSync(git).stdout.toString().trim().split(" ");
    expect(first.replace(", changed since", "")).toBe(`Tintype ${version} (${hash} of ${date})`);
    expect(second).toStartWith(isUnderDeno ? "Deno " : "Bun ");
    expect(third).toMatch(/^wasm-vips .*libvips 8/);
  });

  test("render makes one picture from any working directory", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "in.jpg"), await photo(400, 300, { format: "jpeg" }));
    const args = ["render", "in.jpg", "w-100,h-100", "-o", "out.webp"];
    const { status, stdout } = run(program, args, { cwd: folder });
    expect(stdout).toContain("webp 100x100");
    expect(status).toBe(0);
    const made = await Bun.file(join(folder, "out.webp")).bytes();
    expect(await decode(made)).toMatchObject({ format: "webp", width: 100, height: 100 });
  });

  const mistakes: [args: string[], status: number, message: RegExp][] = [
    [["nonsense"], 2, /^Unknown command `nonsense`: expected one of serve, /],
    [["serve", "--port", "x"], 2, /^Cannot read --port: expected a whole number/],
    [["serve", "--nonsense"], 2, /--nonsense/],
    [["serve", "/nowhere/at/all"], 2, /^Cannot serve .*: expected a folder/],
    [["render", "a.jpg"], 2, /^Expected an input file and a transformation/],
    [["render", "nope.jpg", "w-1", "-o", "x.jpg"], 1, /^There is no file .*nope.jpg/],
  ];
  for (const [args, status, message] of mistakes) {
    test(`${args.join(" ")} exits with ${status}`, () => {
      const result = run(program, args);
      expect(result.stderr).toMatch(message);
      expect(result.status).toBe(status);
    });
  }

  test("every command explains itself", () => {
    for (const command of ["serve", "render", "version"]) {
      const { status, stdout } = run(program, [command, "--help"]);
      expect(stdout).toContain(`tintype ${command}`);
      expect(status).toBe(0);
    }
  });

  test("an image of the folder that it serves is shown as a URL that works", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "notes.txt"), "none");
    writeFileSync(join(folder, "ö 1.JPG"), await photo(400, 300, { format: "jpeg" }));
    const server = await startServer(program, [folder]);
    const url = await server.line(/^An image of the folder, resized: (http:\S+)$/m);
    const answer = await send(server.url, url.slice(server.url.length));
    expect(url).toStartWith(server.url);
    expect(await decode(answer.body)).toMatchObject({ width: 300, height: 225 });
    await server.stop();
  });

  test("it ends cleanly on SIGTERM and leaves no renderer behind", async () => {
    const server = await startServer(program, [temporaryFolder()]);
    const children = childrenOf(server.process.pid as number);
    expect(children.length).toBeGreaterThan(0);
    expect(await server.stop()).toBe(0);
    expect(await leftOf(children)).toEqual([]);
  });

  test("its renderers end when it is killed", async () => {
    const server = await startServer(program, [temporaryFolder()]);
    const children = childrenOf(server.process.pid as number);
    await server.stop("SIGKILL");
    expect(await leftOf(children)).toEqual([]);
  });

  test("after a kill in the middle of renders the next start serves whole pictures", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.jpg"), await photo(1000, 800, { format: "jpeg" }));
    const first = await startServer(program, [folder]);
    const sent = Array.from({ length: 40 }, (_, i) =>
      send(first.url, `/tr:w-${100 + i}/a.jpg`).catch(() => undefined),
    );
    await Bun.sleep(150);
    await first.stop("SIGKILL");
    await Promise.all(sent);

    const second = await startServer(program, [folder], { data: first.data });
    expect(readdirSync(join(first.data, "cache/temporary"))).toEqual([]);
    for (let i = 0; i < 40; i += 1) {
      const { body } = await send(second.url, `/tr:w-${100 + i}/a.jpg`);
      expect(await decode(body)).toMatchObject({ format: "jpeg", width: 100 + i });
    }
    expect(await second.stop()).toBe(0);
  });

  test("a second server on the same data folder, or port, is turned away", async () => {
    const server = await startServer(program, [temporaryFolder()]);
    const { port } = new URL(server.url);
    const sameData = run(program, ["serve", "--port", "0", "--data", server.data]);
    expect(sameData.stderr).toContain("another server runs on it");
    const samePort = run(program, ["serve", "--port", port, "--data", temporaryFolder()]);
    expect(samePort.stderr).toContain(`Cannot listen on 127.0.0.1:${port}: the port is in use`);
    expect([sameData.status, samePort.status]).toEqual([1, 1]);
    expect((await send(server.url, "/_/health")).status).toBe(200);
    await server.stop();
  });

  test("database and data folder are for the owner alone", async () => {
    const server = await startServer(program, [temporaryFolder()]);
    expect(statSync(server.data).mode & 0o777).toBe(0o700);
    expect(statSync(join(server.data, "origins.sqlite")).mode & 0o777).toBe(0o600);
    expect(statSync(join(server.data, "secret.key")).mode & 0o777).toBe(0o600);
    await server.stop();
  });
});

function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(["ps", "-o", "pid=", "--ppid", String(pid)]);
  return stdout.toString().trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Those that are still there after five seconds. */
async function leftOf(pids: number[]): Promise<number[]> {
  for (let i = 0; i < 50 && pids.some(isAlive); i += 1) await Bun.sleep(100);
  return pids.filter(isAlive);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Whoever was left to the system's first process may linger there as a zombie.
    const { stdout } = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)]);
    return !/^Z|^$/.test(stdout.toString().trim());
  } catch {
    return false;
  }
}

if (isExecutable) {
  test("the executable holds no native code of its libraries", () => {
    const text = readFileSync(program.command[0] ?? "", "latin1");
    for (const name of ["imagescript/codecs", "x64-linux.node", "sharp-linux", "libvips-cpp"]) {
      expect(text.includes(name)).toBe(false);
    }
  });
}
