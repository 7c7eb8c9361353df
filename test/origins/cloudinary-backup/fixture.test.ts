import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Fetched } from "../../../src/origins/origin.ts";
import { mount, openOver, uploads } from "../../support/servers/cloudinary-backup.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startS3rver,
  startSwift,
} from "../../support/servers/s3-server.ts";
import fixture from "./fixture.json";

/** Stores the fixture oldest first, so that the bucket's times are in its order. */
async function putFixture(server: S3Server): Promise<void> {
  await server.createBucket("backup");
  const inOrder = fixture.objects.toSorted((a, b) => (a.last_modified < b.last_modified ? -1 : 1));
  for (const { key, size } of inOrder) {
    await server.putObject("backup", key, new Uint8Array(size));
  }
}

function suite(start: () => Promise<S3Server>) {
  let server: S3Server;
  beforeAll(async () => {
    server = await start();
    await putFixture(server);
  }, startLimit);
  afterAll(() => server?.stop());

  for (const { path, key, why } of fixture.lookups) {
    const name = `${path}${why && ` (${why})`}`;
    if (/authenticated/.test(path)) {
      test(`refuses ${name}`, async () => {
        const origin = openOver(server);
        const failure = await origin.ask(path).catch((error) => error);
        expect(failure).toMatchObject({ code: "EFORBIDDEN", status: 403 });
        expect(failure.message).not.toContain("amazing");
        expect(origin.requests).toEqual([]);
      });
    } else {
      test(`finds ${name}`, async () => {
        const origin = openOver(server);
        expect(await origin.key(path)).toBe(key);
        expect(origin.lists().length).toBeLessThanOrEqual(3);
      });
    }
  }

  test("lists little: once for most paths", async () => {
    let lists = 0;
    for (const { path } of fixture.lookups) {
      const origin = openOver(server);
      await origin.ask(path).catch(() => undefined);
      lists += origin.lists().length;
    }
    expect(lists / fixture.lookups.length).toBeLessThan(1.3);
  });

  test("finds the same from the bucket's root, and from below a type", async () => {
    const root = openOver(server, { prefix: "/" });
    const images = openOver(server, { prefix: uploads });
    for (const { path, key } of fixture.lookups) {
      if (/authenticated/.test(path)) continue;
      expect(await root.key(`res/demo-cloud/${path}`)).toBe(key);
      expect(await root.key(`demo-cloud/${path}`)).toBe(key);
      const [, below] = /^image\/upload\/(.*)$/.exec(path) ?? [];
      if (below !== undefined) expect(await images.key(below)).toBe(key);
    }
    const videos = openOver(server, { prefix: "/res/demo-cloud/video/upload/" });
    expect(await videos.key("v1/clips/dog.mp4")).toEndWith("/clips/dog/1680000001.mp4");
    expect(await videos.key("sample.jpg")).toBeNull();
    const raw = openOver(server, { prefix: `${mount}/raw/upload` });
    expect(await raw.key("docs/manual.docx")).toEndWith("/docs/manual.docx/1690000500");
    const folder = openOver(server, { prefix: `${uploads}/products/shoes` });
    expect(await folder.key("red.webp")).toEndWith("/red/1700000000.webp");
  });

  test("asks for a conversion when the extension is not the stored one", async () => {
    const origin = openOver(server);
    const convertTo = async (path: string) => {
      const answer = (await origin.ask(`image/upload/${path}`)) as Fetched;
      await answer.body.cancel();
      return answer.convertTo;
    };
    expect(await convertTo("sample.webp")).toBe("webp");
    expect(await convertTo("sample.PNG")).toBe("png");
    expect(await convertTo("products/shoes/red.jpeg")).toBe("jpg");
    expect(await convertTo("brochure.jpg")).toBe("jpg");
    const videos = {
      "dog.jpg": "jpg",
      "dog.WEBM": "webm",
      "dog.mp4": undefined,
      "dog.mov": undefined,
    };
    for (const [name, format] of Object.entries(videos)) {
      const answer = (await origin.ask(`video/upload/v1/clips/${name}`)) as Fetched;
      await answer.body.cancel();
      expect([name, answer.convertTo]).toEqual([name, format]);
    }
    for (const name of ["sample.mp4", "brochure.webm"]) {
      expect(await convertTo(name)).toBeUndefined();
    }
    for (const path of ["sample.jpg", "sample.jpeg", "sample", "brochure.pdf", "banner.jpg"]) {
      expect(await convertTo(path)).toBeUndefined();
    }
  });
}

describeWithSwift("a Cloudinary backup in OpenStack Swift", () => suite(startSwift));
describe("a Cloudinary backup in s3rver", () => suite(startS3rver));
