import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, slowFfmpeg, until, withoutFfmpeg } from "./clips.ts";
import { fetchMade, packetsOf, readPlaylist, writeTrack } from "./stream-reader.ts";

describeUnless(withoutFfmpeg, "while a stream is made", () => {
  const folder = temporaryFolder();
  const gate = join(temporaryFolder(), "go");
  const log = join(temporaryFolder(), "runs");
  const query = "?tr=sr-240";
  const list = `/clip.mp4/ik-master.m3u8${query}`;
  const segment = `/clip.mp4/ik-stream-240-0.m4s${query}`;
  let server: RunningServer;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { seconds: 2 });
    const ffmpeg = slowFfmpeg(temporaryFolder(), gate, log);
    const flags = ["--renderers", "1", "--timeout", "3s", "--private-key", privateKey];
    server = await startServer(fromCheckout, [folder, ...flags, "--ffmpeg", ffmpeg]);
  }, 60_000);
  afterAll(() => server?.stop());

  test("its list is a 202 without a body, a segment a 503, both to be asked for again", async () => {
    const call = managementOf(server.url);
    const jobs = async () => (await call("GET", "/v1/video-jobs")).json;
    const prepared = [list, segment].map((url) => call("POST", "/v1/prepare", { url }));
    const answers = await Promise.all(
      [list, list, segment, `${segment}&v=2`].map((target) => send(server.url, target)),
    );
    // Who prepares them has time.
    for (const { status, json } of await Promise.all(prepared)) {
      expect([status, json]).toEqual([200, { state: "pending", retryAfterSeconds: 5 }]);
    }
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 503, 503]);
    for (const { status, headers, body } of answers) {
      expect([headers.get("retry-after"), headers.get("cache-control")]).toEqual(["5", "no-store"]);
      if (status === 202) expect([body.length, headers.get("ik-error")]).toEqual([0, null]);
    }
    // One job for all who want the same.
    const paths = (await jobs()).map(({ path }: { path: string }) => path);
    expect(paths.toSorted()).toEqual(["clip.mp4/ik-master.m3u8", "clip.mp4/ik-stream-240-0.m4s"]);
    writeFileSync(gate, "");
    for (const target of [list, segment]) {
      await until(
        () => send(server.url, target),
        ({ status }) => status === 200,
      );
    }
    expect(await until(jobs, (all) => all.length === 0)).toEqual([]);
    const runs = () => readFileSync(log, "utf8").split("\n").length - 1;
    expect(runs()).toBe(2);
    // Another query for caches in front is the same segment.
    expect((await send(server.url, `${segment}&v=3`)).status).toBe(200);
    expect(runs()).toBe(2);
  }, 60_000);

  test("a purge of the video takes its stream with it", async () => {
    expect((await fetchMade(server.url, segment)).status).toBe(200);
    makeClip(folder, "clip.mp4", { seconds: 1, width: 160, height: 90 });
    const call = managementOf(server.url);
    const { status } = await call("POST", "/v1/files/purge", { url: `${server.url}/clip.mp4` });
    expect(status).toBeLessThan(300);
    const { variants } = await until(
      async () => readPlaylist(new TextDecoder().decode((await fetchMade(server.url, list)).body)),
      (playlist) => playlist.variants[0]?.RESOLUTION === "160x90",
    );
    expect(variants.length).toBe(1);
  }, 60_000);
});

describeUnless(withoutFfmpeg, "while a stream is played", () => {
  const folder = temporaryFolder();
  const [open, log] = [join(folder, "clip.mp4"), join(temporaryFolder(), "runs")];
  const runs = () => readFileSync(log, "utf8").split("\n").length - 1;
  const segment = (index: number) => `/clip.mp4/ik-stream-240-${index}.m4s?tr=sr-240`;
  let server: RunningServer;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { seconds: 13, width: 64, height: 36, rate: 10, sound: false });
    const ffmpeg = slowFfmpeg(temporaryFolder(), open, log);
    const flags = ["--renderers", "1", "--private-key", privateKey, "--ffmpeg", ffmpeg];
    // One for the first segment, and one for an image.
    const budget = ["--max-renders-per-minute", "2"];
    server = await startServer(fromCheckout, [folder, ...flags, ...budget]);
  }, 60_000);
  afterAll(() => server?.stop());

  test("the segment behind each is made before it is asked for, and no other", async () => {
    const call = managementOf(server.url);
    const jobs = async () => (await call("GET", "/v1/video-jobs")).json;
    for (const index of [0, 1, 2, 3]) {
      const { status, headers } = await fetchMade(server.url, segment(index));
      const cache = index === 0 ? "miss" : "disk";
      expect([index, status, headers.get("x-tintype-cache")]).toEqual([index, 200, cache]);
      const made = Math.min(index + 2, 4);
      await until(
        async () => runs(),
        (count) => count >= made,
      );
      await until(jobs, (all) => all.length === 0);
      expect(runs()).toBe(made);
    }
    // What was made before it was asked for is none of the client's share.
    expect((await send(server.url, "/tr:w-20,f-jpg/clip.mp4")).status).toBe(200);
    expect((await send(server.url, "/tr:w-21,f-jpg/clip.mp4")).status).toBe(503);
  }, 60_000);

  test("nothing is made for who is not sent a segment", async () => {
    const call = managementOf(server.url);
    const jobs = async () => (await call("GET", "/v1/video-jobs")).json;
    const of = (index: number) => segment(index).replace("240", "360").replace("sr-240", "sr-360");
    await until(jobs, (all) => all.length === 0);
    const before = runs();
    // It is prepared, looked into and asked for by its head: it is made, and no other is.
    const url = of(1);
    await until(
      async () => (await call("POST", "/v1/prepare", { url })).json.state,
      (state) => state === "ready",
    );
    const asked = encodeURIComponent(server.url + url);
    expect((await call("GET", `/v1/explain?url=${asked}`)).json.ok).toBe(true);
    const head = await send(server.url, url, { method: "HEAD" });
    const etag = head.headers.get("etag") ?? "";
    const known = await send(server.url, `${url}&v=1`, { headers: { "if-none-match": etag } });
    expect([head.status, known.status]).toEqual([200, 304]);
    await until(jobs, (all) => all.length === 0);
    expect(runs()).toBe(before + 1);
    const part = await send(server.url, `${url}&v=2`, { headers: { range: "bytes=0-99" } });
    expect(part.status).toBe(206);
    await until(
      async () => runs(),
      (count) => count === before + 2,
    );
  }, 60_000);
});

describeUnless(withoutFfmpeg, "a stream of what is none", () => {
  const folder = temporaryFolder();
  const secret = join(temporaryFolder(), "secret.mp4");
  let server: RunningServer;

  beforeAll(async () => {
    makeClip(join(secret, ".."), "secret.mp4", { seconds: 1 });
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${secret}\n#EXT-X-ENDLIST\n`;
    for (const name of ["list.mp4", "list.m3u8", "list.ts"]) {
      writeFileSync(join(folder, name), playlist);
    }
    writeFileSync(join(folder, "concat.mp4"), `ffconcat version 1.0\nfile '${secret}'\n`);
    writeFileSync(
      join(folder, "list.mpd"),
      `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet><Representation id="1"><BaseURL>file://${secret}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    );
    makeClip(folder, "sound.m4a", { seconds: 1, output: ["-vn", "-c:a", "aac"] });
    makeClip(folder, "short.mp4", { seconds: 6 });
    const whole = readFileSync(join(folder, "short.mp4"));
    // The index is there, its frames are not.
    writeFileSync(join(folder, "cut.mp4"), whole.subarray(0, Math.floor(whole.length / 8)));
    server = await startServer(fromCheckout, [folder, "--renderers", "1"]);
  }, 60_000);
  afterAll(() => server?.stop());

  const names = ["ik-master.m3u8", "ik-master.mpd", "ik-stream-240.m3u8", "ik-stream-240-0.m4s"];
  for (const file of [
    "list.mp4",
    "list.m3u8",
    "list.ts",
    "list.mpd",
    "concat.mp4",
    "sound.m4a",
    "cut.mp4",
  ]) {
    test(`${file} is refused by name, and nothing else is opened`, async () => {
      for (const name of names) {
        const { status, headers, body } = await send(server.url, `/${file}/${name}?tr=sr-240`);
        expect([file, name, [415, 501].includes(status)]).toEqual([file, name, true]);
        expect(headers.get("ik-error")).toMatch(/^E(?:FORMAT|NOTSUP) - /);
        expect(new TextDecoder().decode(body)).not.toContain(secret);
      }
    });
  }
});

describeUnless(withoutFfmpeg, "a server that is killed while it makes a stream", () => {
  const folder = temporaryFolder();
  const data = join(temporaryFolder(), "data");
  const start = () => startServer(fromCheckout, [folder, "--renderers", "1"], { data });

  test("never delivers half of a segment, and makes it when it is asked again", async () => {
    makeClip(folder, "clip.mp4", { width: 640, height: 360, seconds: 4 });
    const path = (name: string) => `/clip.mp4/ik-stream-${name}?tr=sr-360`;
    for (const milliseconds of [60, 250]) {
      const server = await start();
      const asked = ["360-0.m4s", "audio-0.m4s", "360-init.mp4"].map((name) =>
        send(server.url, path(name)).catch(() => undefined),
      );
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      await server.stop("SIGKILL");
      await Promise.all(asked);
    }
    const server = await start();
    try {
      const read = async (name: string) => (await fetchMade(server.url, path(name))).body;
      for (const [track, packets] of [
        ["360", 100],
        ["audio", 188],
      ] as const) {
        const head = await read(`${track}-init.mp4`);
        const bodies = [await read(`${track}-0.m4s`)];
        const file = writeTrack(join(temporaryFolder(), "made.mp4"), { head, bodies });
        expect([track, packetsOf(file).length]).toEqual([track, packets]);
      }
    } finally {
      await server.stop();
    }
  }, 180_000);
});
