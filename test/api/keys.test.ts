import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { signUrl } from "../../src/url/signature.ts";
import { send } from "../support/http.ts";
import { basic, managementOf, putEndpoint } from "../support/management.ts";
import {
  fromCheckout,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

let server: RunningServer;
afterEach(() => server?.stop("SIGKILL"));

const keys = {
  private: "private_key_1",
  oldPrivate: "private_key_0",
  signing: "signing_key_1",
  oldSigning: "signing_key_0",
};

/** A server whose every URL needs a signature. */
async function serve(env: Record<string, string>): Promise<void> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.txt"), "words");
  const all = { TINTYPE_PRIVATE_KEY: keys.private, ...env };
  server = await startServer(fromCheckout, [folder, "--renderers", "1"], { env: all });
  const call = managementOf(server.url);
  const manage = (method: string, path: string, body?: unknown) =>
    call(method, path, body, basic(keys.private));
  await putEndpoint(manage as typeof call, { origins: [], signing: "all" });
}

async function statuses() {
  const found: Record<string, [image: number, api: number]> = {};
  for (const [name, key] of Object.entries(keys)) {
    const signed = signUrl(`${server.url}/a.txt`, server.url, key);
    const image = await send(server.url, signed.slice(server.url.length));
    const headers = { Authorization: basic(key) };
    const api = await send(server.url, "/_/api/v1/accounts/origins", { headers });
    found[name] = [image.status, api.status];
  }
  return found;
}

test("one key signs and manages where nothing else is said", async () => {
  await serve({});
  expect(await statuses()).toEqual({
    private: [200, 200],
    oldPrivate: [401, 401],
    signing: [401, 401],
    oldSigning: [401, 401],
  });
}, 30_000);

test("a signing key opens nothing, and the private key signs nothing then", async () => {
  await serve({ TINTYPE_SIGNING_KEY: keys.signing });
  expect(await statuses()).toEqual({
    private: [401, 200],
    oldPrivate: [401, 401],
    signing: [200, 401],
    oldSigning: [401, 401],
  });
}, 30_000);

test("both can be replaced while what was signed, and who manages, goes on", async () => {
  await serve({
    TINTYPE_SIGNING_KEY: keys.signing,
    TINTYPE_PREVIOUS_SIGNING_KEY: keys.oldSigning,
    TINTYPE_PREVIOUS_PRIVATE_KEY: keys.oldPrivate,
  });
  expect(await statuses()).toEqual({
    private: [401, 200],
    oldPrivate: [401, 200],
    signing: [200, 401],
    oldSigning: [200, 401],
  });
  // The server signs with the new one.
  const headers = { Authorization: basic(keys.private) };
  const target = `/_/api/v1/sign?url=${encodeURIComponent(`${server.url}/a.txt`)}`;
  const { body: answer } = await send(server.url, target, { headers });
  const { url } = JSON.parse(new TextDecoder().decode(answer)) as { url: string };
  expect(url).toBe(signUrl(`${server.url}/a.txt`, server.url, keys.signing));
  const env = { TINTYPE_SIGNING_KEY: keys.signing };
  const { stdout } = run(fromCheckout, ["sign", `${server.url}/a.txt`, "--data", server.data], {
    env,
  });
  expect(stdout.trim()).toBe(url);
}, 30_000);

test("a private key that is being replaced still signs where no key is for signing alone", async () => {
  await serve({ TINTYPE_PREVIOUS_PRIVATE_KEY: keys.oldPrivate });
  expect(await statuses()).toMatchObject({ private: [200, 200], oldPrivate: [200, 200] });
}, 30_000);

test("a key that is too short is refused without being shown", () => {
  for (const flag of ["private-key", "signing-key", "previous-signing-key"]) {
    const { status, stderr } = run(fromCheckout, ["serve", `--${flag}`, "secret"]);
    expect([status, stderr]).toEqual([
      2,
      `Cannot read --${flag}: expected eight characters or more\n`,
    ]);
  }
});
