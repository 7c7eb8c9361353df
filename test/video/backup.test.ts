import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { frameOf, makeClip, psnr, withoutFfmpeg } from "./clips.ts";

describeUnless(withoutFfmpeg, "videos of a Cloudinary backup", () => {
  const folder = temporaryFolder();
  const versions = join(folder, "res/demo/video/upload/clips/dog");
  const stored = "1700000000.mp4";
  let server: RunningServer;

  beforeAll(async () => {
    mkdirSync(versions, { recursive: true });
    makeClip(versions, stored);
    server = await startServer(fromCheckout, [
      folder,
      "--renderers",
      "1",
      "--private-key",
      privateKey,
    ]);
    const urlRewriter = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
    await putEndpoint(managementOf(server.url), { origins: [], urlRewriter });
  }, 120_000);
  afterAll(() => server?.stop());

  const stills: [path: string, width: number, format: string, second: number][] = [
    ["/demo/video/upload/clips/dog.jpg", 320, "jpeg", 0],
    ["/demo/video/upload/so_2/v1/clips/dog.png", 320, "png", 2],
    ["/demo/video/upload/so_1,w_100/clips/dog.webp", 100, "webp", 1],
  ];
  for (const [path, width, format, second] of stills) {
    test(`${path} is the frame at ${second} seconds`, async () => {
      const { status, headers, body } = await send(server.url, path);
      expect([status, headers.get("ik-error")]).toEqual([200, null]);
      expect(headers.get("content-type")).toBe(`image/${format}`);
      const { data, info } = await sharp(body)
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([width, Math.round((width * 9) / 16)]);
      const at = (moment: number) => frameOf(join(versions, stored), moment, width, info.height);
      expect(psnr(data, at(second))).toBeGreaterThan(psnr(data, at(second + 1.2)) + 5);
    });
  }

  test("a path that ends in the stored format is the video itself", async () => {
    const { status, headers } = await send(server.url, "/demo/video/upload/clips/dog.mp4");
    expect([status, headers.get("content-type")]).toEqual([200, "video/mp4"]);
  });

  test("a path that ends in a format of images is a frame without a rewriter, too", async () => {
    await putEndpoint(managementOf(server.url), { origins: [] });
    const { status, headers, body } = await send(server.url, "/video/upload/clips/dog.png");
    expect([status, headers.get("content-type")]).toEqual([200, "image/png"]);
    expect((await sharp(body).metadata()).width).toBe(320);
  });
});
