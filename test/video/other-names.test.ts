import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Explanation } from "../../src/explain/explain.ts";
import { send } from "../support/http.ts";
import { type Management, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffmpeg, makeClip, withoutFfmpeg } from "./clips.ts";
import { fetchMade } from "./stream-reader.ts";

describeUnless(withoutFfmpeg, "Cloudinary's URLs of files that are called otherwise", () => {
  const folder = temporaryFolder();
  let server: RunningServer;
  let call: Management;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { seconds: 1 });
    const output = ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"];
    makeClip(folder, "old.webm", { seconds: 1, output });
    writeFileSync(join(folder, "photo.jpg"), await photo(80, 60, { format: "jpeg" }));
    const flags = ["--renderers", "1", "--private-key", privateKey];
    server = await startServer(fromCheckout, [folder, ...flags]);
    call = managementOf(server.url);
    await putEndpoint(call, { origins: [], urlRewriter: { type: "CLOUDINARY" } });
  }, 120_000);
  afterAll(() => server?.stop());

  const rows: [path: string, type: string, equivalent: string][] = [
    ["video/upload/old.mp4", "video/mp4", "/tr:f-mp4/old.webm"],
    ["video/upload/clip.webm", "video/webm", "/tr:f-webm/clip.mp4"],
    ["video/upload/w_100/clip.mov", "video/mp4", "/tr:w-100,c-force/clip.mp4"],
    ["video/upload/so_0.5/clip.png", "image/png", "/tr:f-png,so-0.5/clip.mp4"],
    [
      "video/upload/sp_sd/clip.m3u8",
      "application/vnd.apple.mpegurl",
      "/tr:sr-240_360_480/clip.mp4/ik-master.m3u8",
    ],
    ["image/upload/photo.png", "image/png", "/tr:f-png/photo.jpg"],
    ["image/upload/w_40/photo", "image/jpeg", "/tr:w-40,c-force,f-orig/photo.jpg"],
  ];
  for (const [path, type, equivalent] of rows) {
    test(`${path} is ${type}, and so is what it is said to be the same as`, async () => {
      const asked = await fetchMade(server.url, `/demo/${path}`);
      expect([asked.status, asked.headers.get("content-type")]).toEqual([200, type]);
      const query = new URLSearchParams({
        url: `https://res.cloudinary.com/demo/${path}`,
        as: "cloudinary",
      });
      const told: Explanation = (await call("GET", `/v1/explain?${query}`)).json;
      expect([told.equivalent, told.ok]).toEqual([equivalent, true]);
      const same = await fetchMade(server.url, equivalent);
      expect([same.status, same.headers.get("content-type")]).toEqual([200, type]);
    }, 60_000);
  }

  test("a file that has the name of the URL is delivered as it is", async () => {
    for (const name of ["clip.mp4", "old.webm"]) {
      const { headers } = await send(server.url, `/demo/video/upload/${name}`);
      const stored = await send(server.url, `/${name}`);
      expect(headers.get("etag")).toBe(stored.headers.get("etag"));
    }
  });
});

describeUnless(withoutFfmpeg, "videos that are called otherwise, without FFmpeg", () => {
  const folder = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    const clip = makeClip(folder, "clip.mp4", { seconds: 1 });
    ffmpeg("-i", clip, "-c", "copy", join(folder, "film.mkv"));
    const backup = join(folder, "res/demo/video/upload/kept");
    mkdirSync(backup, { recursive: true });
    ffmpeg("-i", clip, "-c", "copy", join(backup, "1700000000.mov"));
    const output = ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"];
    makeClip(folder, "old.webm", { seconds: 1, output });
    const flags = ["--renderers", "1", "--private-key", privateKey, "--ffmpeg", "off"];
    server = await startServer(fromCheckout, [folder, ...flags]);
  }, 120_000);
  afterAll(() => server?.stop());

  const formOf = ({ status, headers, body }: Awaited<ReturnType<typeof send>>) => [
    status,
    headers.get("content-type"),
    Buffer.from(body).toString("latin1", 4, 8) === "ftyp",
    headers.get("x-tintype-unchanged"),
  ];

  test("are put into the format of their path where no frame changes", async () => {
    const call = managementOf(server.url);
    await putEndpoint(call, { origins: [], urlRewriter: { type: "CLOUDINARY" } });
    const film = await send(server.url, "/demo/video/upload/film.mp4");
    expect(formOf(film)).toEqual([200, "video/mp4", true, null]);
    const same = await send(server.url, "/tr:f-mp4/film.mkv");
    expect(Buffer.from(film.body).equals(Buffer.from(same.body))).toBe(true);
  });

  test("are delivered as they are stored where frames would change", async () => {
    const old = await send(server.url, "/demo/video/upload/old.mp4");
    expect(formOf(old)).toEqual([200, "video/webm", false, expect.stringContaining("FFmpeg")]);
    const stored = await send(server.url, "/old.webm");
    expect(old.headers.get("etag")).toBe(stored.headers.get("etag"));
  });

  test("are so in a backup without a rewriter, too", async () => {
    await putEndpoint(managementOf(server.url), { origins: [] });
    const kept = await send(server.url, "/video/upload/kept.mp4");
    expect(formOf(kept)).toEqual([200, "video/mp4", true, null]);
    const webm = await send(server.url, "/video/upload/kept.webm");
    expect([webm.status, webm.headers.get("x-tintype-unchanged")]).toEqual([
      200,
      expect.stringContaining("FFmpeg"),
    ]);
  });
});
