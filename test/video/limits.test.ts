import { afterAll, beforeAll, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "./clips.ts";

describeUnless(withoutFfmpeg, "limits of videos", () => {
  const folder = temporaryFolder();
  const servers: RunningServer[] = [];
  let lowered: RunningServer;
  let hurried: RunningServer;
  let narrow: RunningServer;

  beforeAll(async () => {
    const small = makeClip(folder, "small.mp4", { seconds: 2 });
    makeClip(folder, "large.mp4", { seconds: 8 });
    makeClip(folder, "wide.mp4", { width: 640, height: 360, seconds: 1 });
    const bytes = statSync(small).size + 20_000;
    expect(statSync(join(folder, "large.mp4")).size).toBeGreaterThan(bytes);
    const start = async (...flags: string[]) => {
      const server = await startServer(fromCheckout, [folder, "--renderers", "1", ...flags]);
      servers.push(server);
      return server;
    };
    lowered = await start(
      ...["--max-video-seconds", "3", "--max-video-pixels", "40000"],
      ...["--max-source-pixels", "100000"],
    );
    narrow = await start("--max-source-bytes", "1kB", "--max-video-bytes", String(bytes));
    hurried = await start("--video-timeout", "1ms");
  }, 120_000);
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  const error = async ({ url }: RunningServer, path: string) => {
    const { status, headers } = await send(url, path);
    return [status, headers.get("ik-error")];
  };

  test("--max-video-seconds bounds what is made", async () => {
    expect(await error(lowered, "/tr:w-100/large.mp4")).toEqual([
      400,
      "ELIMIT - The video is 8 seconds long: at most 3 seconds are made",
    ]);
    expect(await error(lowered, "/tr:w-100,du-2/large.mp4")).toEqual([200, null]);
  });

  test("--max-video-pixels bounds what is made", async () => {
    expect(await error(lowered, "/tr:w-300,h-200,c-force/small.mp4")).toEqual([
      400,
      "ELIMIT - The video would have 300x200 pixels: at most 40000 are made",
    ]);
  });

  test("--max-source-pixels bounds what is decoded, stills too", async () => {
    for (const path of ["/tr:w-100/wide.mp4", "/wide.mp4/ik-thumbnail.jpg?tr=w-100"]) {
      const [status, message] = await error(lowered, path);
      expect([status, message]).toEqual([400, expect.stringMatching(/^ELIMIT - .*640x360 pixels/)]);
    }
  });

  test("--max-video-bytes bounds what is read, and what is made", async () => {
    const [status, message] = await error(narrow, "/tr:w-100/large.mp4");
    expect([status, message]).toEqual([400, expect.stringMatching(/^ELIMIT - .* too large/)]);
    // Larger than images may be, and no image.
    expect(await error(narrow, "/tr:w-100/small.mp4")).toEqual([200, null]);
    const [, grown] = await error(narrow, "/tr:w-1280,h-720,c-force,q-100/small.mp4");
    expect(grown).toMatch(/^ELIMIT - The video gets too large: at most \d+ bytes are written$/);
  });

  test("--video-timeout bounds the work, which is not tried again at once", async () => {
    const late = [504, "ETIMEDOUT - The video took too long to make"];
    expect(await error(hurried, "/tr:w-100/small.mp4")).toEqual(late);
    expect(await error(hurried, "/tr:w-100/small.mp4")).toEqual(late);
    expect(await error(hurried, "/small.mp4")).toEqual([200, null]);
  });
});
