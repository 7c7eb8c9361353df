import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findTools } from "../../src/video/tools.ts";
import { type Answer, send } from "../support/http.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, until, withoutFfmpeg } from "./clips.ts";

describeUnless(withoutFfmpeg, "a purge of a video that is being made", () => {
  const folder = temporaryFolder();
  const gate = join(temporaryFolder(), "go");
  const variant = "/tr:w-100,l-video,i-corner.mp4,w-40,l-end/clip.mp4";
  let server: RunningServer;
  let call: ReturnType<typeof managementOf>;

  beforeAll(async () => {
    for (const name of ["clip.mp4", "corner.mp4", "other.mp4"]) {
      makeClip(folder, name, { seconds: 1 });
    }
    const flags = ["--renderers", "1", "--video-jobs", "4", "--private-key", privateKey];
    const ffmpeg = halfwayFfmpeg(temporaryFolder(), gate);
    server = await startServer(fromCheckout, [folder, ...flags, "--ffmpeg", ffmpeg]);
    call = managementOf(server.url);
  }, 60_000);
  afterAll(() => server?.stop());

  const jobs = async (): Promise<{ path: string; state: string }[]> =>
    (await call("GET", "/v1/video-jobs")).json;
  const pathsOf = async () => (await jobs()).map(({ path }) => path).sort();
  const drafts = async () => {
    const temporary = join(server.data, "cache/temporary");
    return readdirSync(temporary, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ).length;
  };
  async function purge(target: object): Promise<void> {
    const { json } = await call("POST", "/v1/files/purge", target);
    const status = () => call("GET", `/v1/files/purge/${json.requestId}`);
    await until(status, (answer) => answer.json.status === "Completed");
  }
  const originOf = async () => (await call("GET", "/v1/accounts/origins")).json[0]?.id;

  type Purge = (url: (path: string) => string) => Promise<void> | void;
  const purges: Record<string, Purge> = {
    "its URL": (url) => purge({ url: url(variant) }),
    "the URL of its original": (url) => purge({ url: url("/clip.mp4") }),
    "a prefix of its path": (url) => purge({ url: url("/cl*") }),
    "its original": (url) => purge({ original: url("/clip.mp4") }),
    "a video in its layers": (url) => purge({ original: url("/corner.mp4") }),
    "its original, by the command line": (url) => {
      const flags = ["--server", server.url, "--private-key", privateKey];
      const said = run(fromCheckout, ["purge", "--original", url("/clip.mp4"), ...flags]);
      expect([said.stderr, said.status]).toEqual(["", 0]);
    },
  };
  for (const [what, drop] of Object.entries(purges)) {
    test(`by ${what} stops it, and leaves nothing of it and everything of others`, async () => {
      const other = send(server.url, "/tr:w-90/other.mp4");
      const asked = send(server.url, variant);
      await until(drafts, (count) => count === 2);
      expect(await pathsOf()).toEqual(["clip.mp4", "other.mp4"]);
      await drop((path) => server.url + path);
      expectStopped(await asked);
      await until(drafts, (count) => count === 1);
      expect(await pathsOf()).toEqual(["other.mp4"]);
      await stopAll(other);
    }, 60_000);
  }

  const sweeping: Record<string, Purge> = {
    "of everything": () => purge({ everything: true }),
    "of its origin": async () => purge({ origin: await originOf() }),
  };
  for (const [what, drop] of Object.entries(sweeping)) {
    test(`${what} stops the segments of a stream as well`, async () => {
      const segment = send(server.url, "/clip.mp4/ik-stream-240-0.m4s?tr=sr-240");
      const asked = send(server.url, variant);
      await until(jobs, (list) => list.length === 2);
      await drop((path) => server.url + path);
      for (const answer of await Promise.all([segment, asked])) expectStopped(answer);
      expect(await jobs()).toEqual([]);
      await until(drafts, (count) => count === 0);
    }, 60_000);
  }

  test("of something else leaves it, and one that was purged can be asked for again", async () => {
    const asked = send(server.url, variant);
    await until(drafts, (count) => count === 1);
    await purge({ url: `${server.url}/tr:w-101/clip.mp4` });
    await purge({ url: `${server.url}/x*` });
    await purge({ original: `${server.url}/other.mp4` });
    expect(await pathsOf()).toEqual(["clip.mp4"]);
    writeFileSync(gate, "");
    expect((await asked).status).toBe(200);
    expect((await send(server.url, "/clip.mp4/ik-stream-240-0.m4s?tr=sr-240")).status).toBe(200);
  }, 60_000);

  /** Ends what a test has left. */
  async function stopAll(answer: Promise<Answer>): Promise<void> {
    await purge({ everything: true });
    expectStopped(await answer);
  }
});

function expectStopped({ status, headers }: Answer): void {
  expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  expect(headers.get("ik-error")).toMatch(/^EBUSY - The video was purged/);
}

/** An FFmpeg that writes the beginning of an H.264 file, and goes on when another file is there. */
function halfwayFfmpeg(folder: string, gate: string): string {
  const tools = findTools("auto");
  if (!tools) throw new Error("FFmpeg is not installed");
  const file = join(folder, "ffmpeg");
  const begin = `for output; do :; done; echo begun > "\${output#file:}"`;
  const wait = `while [ ! -e "${gate}" ]; do sleep 0.05; done`;
  const script = `case "$*" in *libx264*) ${begin}; ${wait};; esac\nexec ${tools.ffmpeg} "$@"\n`;
  writeFileSync(file, `#!/bin/sh\n${script}`);
  chmodSync(file, 0o755);
  symlinkSync(tools.ffprobe, join(folder, "ffprobe"));
  return file;
}
