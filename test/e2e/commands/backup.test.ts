import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../../src/runtime/runtime.ts";
import { openStore } from "../../../src/store/open.ts";
import { send } from "../../support/http.ts";
import { managementOf, privateKey } from "../../support/management.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

const demo = join(import.meta.dirname, "../../../src/demo");
const secret = "the-secret-key-of-a-bucket";

interface Exported {
  origins: { name: string }[];
  urlEndpoints: unknown[];
  namedTransformations: { name: string }[];
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** What a data folder holds, as `config export` says. */
function exported(data: string, env: Record<string, string> = {}): Exported {
  const { stdout, stderr } = run(program, ["config", "export", "--data", data], { env });
  expect(stderr).toMatch(/^(?:Keys are never exported: .*\n)?$/);
  return JSON.parse(stdout);
}

function addBucket(call: ReturnType<typeof managementOf>, name: string) {
  return call("POST", "/v1/accounts/origins", {
    ...{ type: "S3", name, bucket: "b", accessKey: "AKIA", secretKey: secret },
  });
}

describe("a backup", () => {
  let server: RunningServer;
  const folder = temporaryFolder();
  const file = join(folder, "tintype.backup");
  beforeAll(async () => {
    server = await startServer(program, [demo, "--private-key", privateKey]);
  });
  afterAll(() => server?.stop());

  test("that is taken under load restores into an empty folder with everything in it", async () => {
    const call = managementOf(server.url);
    let stopped = false;
    let added = 0;
    const writing = (async () => {
      for (; !stopped; added += 1) {
        const { status } = await addBucket(call, `bucket ${added}`);
        const named = { name: `n${added}`, transformation: "w-100" };
        const { status: second } = await call("POST", "/v1/named-transformations", named);
        expect([status, second]).toEqual([201, 201]);
      }
    })();
    const reading = (async () => {
      for (let i = 0; !stopped; i += 1) await send(server.url, `/tr:w-${20 + (i % 50)}/coast.jpg`);
    })();
    while (added < 5) await Bun.sleep(5);
    const before = added;
    const taken = Bun.spawn([...program.command, "backup", file, "--data", server.data], {
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = await new Response(taken.stdout).text();
    expect(await taken.exited).toBe(0);
    stopped = true;
    await Promise.all([writing, reading]);
    expect(said).toMatch(
      /^Wrote .*tintype\.backup: \d+ origins, 1 URL endpoint, \d+ named transformations\n$/,
    );
    expect(mode(file)).toBe("600");

    const empty = join(folder, "restored", "data");
    const restored = run(program, ["restore", file, "--data", empty]);
    expect([restored.stderr, restored.status]).toEqual(["", 0]);
    const now = exported(empty);
    expect(now.origins.length).toBeGreaterThanOrEqual(before);
    // One moment: no name without the origin that was added before it.
    expect(now.origins.length - now.namedTransformations.length).toBeOneOf([0, 1]);
    expect(now.origins.map(({ name }) => name)).toEqual(now.origins.map((_, i) => `bucket ${i}`));
    expect([
      mode(empty),
      mode(join(empty, "origins.sqlite")),
      mode(join(empty, "secret.key")),
    ]).toEqual(["700", "600", "600"]);

    const store = await openStore(empty, undefined);
    expect(new Set(store.origins().map(({ secrets }) => secrets.secretKey))).toEqual(
      new Set([secret]),
    );
    store.close();
  });

  test("is not taken over a file, nor restored over a configuration, unless forced", () => {
    const taken = run(program, ["backup", file, "--data", server.data]);
    expect([taken.status, taken.stderr]).toEqual([
      2,
      `Cannot write ${file}: it exists already, and --force would replace it\n`,
    ]);
    const data = join(folder, "other");
    expect(run(program, ["restore", file, "--data", data]).status).toBe(0);
    const over = run(program, ["restore", file, "--data", data]);
    expect([over.status, over.stderr]).toEqual([
      2,
      `Cannot restore into ${data}: there is a configuration already, and --force would replace it\n`,
    ]);
    expect(run(program, ["restore", file, "--data", data, "--force"]).status).toBe(0);
  });

  test("is not restored into the folder of a server that runs", () => {
    const { status, stderr } = run(program, ["restore", file, "--data", server.data, "--force"]);
    expect([status, stderr]).toEqual([
      2,
      `Cannot restore into ${server.data}: a server runs on it; stop it first\n`,
    ]);
  });

  test("that is none, or that was cut off, changes nothing", async () => {
    const data = join(folder, "kept");
    run(program, ["restore", file, "--data", data]);
    const before = exported(data);
    const cut = join(folder, "cut");
    writeFileSync(cut, readFileSync(file).subarray(0, 20_000));
    cpSync(join(data, "origins.sqlite"), join(folder, "plain"));
    const keyless = join(folder, "keyless");
    cpSync(file, keyless);
    const database = await openDatabase(keyless);
    database.run("UPDATE backup SET secret_key = ?", Buffer.from("too short"));
    database.close();
    for (const wrong of [cut, keyless, join(folder, "plain"), join(demo, "coast.jpg")]) {
      const { status, stderr } = run(program, ["restore", wrong, "--data", data, "--force"]);
      expect([status, stderr]).toEqual([1, `${wrong} is no backup of Tintype, or it is damaged\n`]);
    }
    expect(exported(data)).toEqual(before);
    expect(existsSync(join(data, "origins.sqlite.part"))).toBe(false);
  });

  test("is not written through a link that lies in the place of its draft", () => {
    const [target, elsewhere] = [join(folder, "linked"), join(folder, "elsewhere")];
    symlinkSync(elsewhere, `${target}.part`);
    expect(run(program, ["backup", target, "--data", server.data]).status).toBe(0);
    expect([mode(target), existsSync(elsewhere)]).toEqual(["600", false]);
  });

  test("says that a key in the environment is not in it, and needs that key again", () => {
    const data = join(folder, "sealed");
    const env = { TINTYPE_SECRET_KEY: "from the environment" };
    const add = ["origin", "add", "--type", "S3", "--name", "b", "--bucket", "b"];
    run(program, [...add, "--access-key", "k", "--secret-key", secret, "--data", data], { env });
    const sealed = join(folder, "sealed.backup");
    const taken = run(program, ["backup", sealed, "--data", data], { env });
    expect(taken.stderr).toContain("TINTYPE_SECRET_KEY, which is not in the file");
    const target = join(folder, "unsealed");
    const without = run(program, ["restore", sealed, "--data", target]);
    expect([without.status, without.stderr]).toEqual([
      1,
      "The credentials cannot be read: check that TINTYPE_SECRET_KEY is the one that the server has\n",
    ]);
    expect(run(program, ["restore", sealed, "--data", target], { env }).status).toBe(0);
    expect(exported(target, env).origins).toHaveLength(1);
  });

  test("of a folder without a configuration is a sentence, and makes nothing", () => {
    const nothing = join(folder, "nothing");
    const { status, stderr } = run(program, ["backup", join(folder, "x"), "--data", nothing]);
    expect([status, stderr]).toEqual([
      1,
      `There is no configuration in ${nothing}: expected the data folder of a server\n`,
    ]);
    expect([existsSync(nothing), existsSync(join(folder, "x"))]).toEqual([false, false]);
  });
});
