import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../src/failure.ts";
import { createVideoJobs } from "../../src/video/jobs.ts";
import { type Answer, send } from "../support/http.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffprobe, makeClip, slowFfmpeg, until, withoutFfmpeg } from "./clips.ts";

test("those who wait for a job that is stopped are told that it was", async () => {
  const jobs = createVideoJobs();
  const ends = ["cancel", "close"] as const;
  for (const end of ends) {
    const made = jobs.run({ path: "clip.mp4", transformation: "w-100" }, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw new Failure("ECANCELED", "The client closed the request");
    });
    const [job] = jobs.list();
    if (end === "cancel") expect(jobs.cancel(job?.id ?? "")).toBe(true);
    else jobs.close();
    expect(await made.catch(({ code, message }) => `${code} - ${message}`)).toMatch(
      /^EBUSY - .* stop/,
    );
    expect(jobs.list()).toEqual([]);
  }
});

describeUnless(withoutFfmpeg, "while a video is made", () => {
  const folder = temporaryFolder();
  const gate = join(temporaryFolder(), "go");
  let server: RunningServer;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { seconds: 2 });
    const ffmpeg = slowFfmpeg(temporaryFolder(), gate);
    const flags = ["--renderers", "1", "--timeout", "4s", "--private-key", privateKey];
    server = await startServer(fromCheckout, [folder, ...flags, "--ffmpeg", ffmpeg]);
  }, 60_000);
  afterAll(() => server?.stop());

  test("the client is sent to the original, and others too, until it is there", async () => {
    const call = managementOf(server.url);
    const jobs = async () => (await call("GET", "/v1/video-jobs")).json;
    const [first, second] = await Promise.all([
      send(server.url, "/tr:w-100/clip.mp4"),
      send(server.url, "/clip.mp4?tr=w-100"),
    ]);
    for (const { status, headers, body } of [first, second] as Answer[]) {
      expect([status, headers.get("location"), body.length]).toEqual([302, "/clip.mp4", 0]);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("retry-after")).toBe("5");
      expect(headers.get("ik-error")).toBeNull();
    }
    expect((await send(server.url, "/clip.mp4")).headers.get("content-type")).toBe("video/mp4");
    // One job for all of them, which goes on.
    expect(await jobs()).toEqual([
      expect.objectContaining({ path: "clip.mp4", transformation: "w-100", progress: 0 }),
    ]);
    writeFileSync(gate, "");
    const made = await until(
      () => send(server.url, "/tr:w-100/clip.mp4"),
      ({ status }) => status === 200,
    );
    const file = join(temporaryFolder(), "made.mp4");
    writeFileSync(file, made.body);
    expect(ffprobe(file).streams[0]?.width).toBe(100);
    await until(jobs, (list) => list.length === 0);
  }, 60_000);

  test("a job can be stopped, and asked for again", async () => {
    const call = managementOf(server.url);
    const asked = send(server.url, "/tr:w-60,vc-vp9,q-100/clip.mp4");
    const [job] = await until(
      async () => (await call("GET", "/v1/video-jobs")).json,
      (list) => list.length > 0,
    );
    expect((await call("DELETE", `/v1/video-jobs/${job.id}`)).status).toBeLessThan(300);
    expect((await call("DELETE", "/v1/video-jobs/nothing")).status).toBe(404);
    await asked;
    await until(
      () => send(server.url, "/tr:w-60,vc-vp9,q-100/clip.mp4"),
      ({ status }) => status === 200,
    );
  }, 60_000);
});

describeUnless(withoutFfmpeg, "a server that is killed while it makes a video", () => {
  const folder = temporaryFolder();
  const data = join(temporaryFolder(), "data");
  const path = "/tr:w-300,q-90/clip.mp4";
  const start = () => startServer(fromCheckout, [folder, "--renderers", "1"], { data });

  test("never delivers half of one, and makes it when it is asked again", async () => {
    makeClip(folder, "clip.mp4", { width: 640, height: 360, seconds: 8 });
    const moments = [0, 40, 80, 120, 180, 240, 320, 400, 500, 650];
    for (const milliseconds of moments) {
      const server = await start();
      const asked = send(server.url, `${path}?v=${milliseconds}`).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      await server.stop("SIGKILL");
      await asked;
    }
    const server = await start();
    try {
      const { body } = await until(
        () => send(server.url, path),
        ({ status }) => status === 200,
      );
      const file = join(temporaryFolder(), "made.mp4");
      writeFileSync(file, body);
      expect(Math.abs(Number(ffprobe(file).format.duration) - 8)).toBeLessThan(0.1);
    } finally {
      await server.stop();
    }
  }, 180_000);
});
