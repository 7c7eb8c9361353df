import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../support/decode.ts";
import { pictureFolder } from "../support/folder.ts";
import { send } from "../support/http.ts";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";
import { type Case, cases } from "./cases.ts";

describe(`served by ${program.name}`, () => {
  let folder: string;
  let server: RunningServer;

  beforeAll(async () => {
    folder = await pictureFolder();
    server = await startServer(program, [folder]);
  }, 60_000);
  afterAll(() => server?.stop());

  for (const sample of cases) {
    test(`${sample.name}: ${sample.target.slice(0, 60)}`, () => check(server.url, sample));
  }

  test("a client that prefers JSON gets its error as JSON", async () => {
    const headers = { Accept: "application/json" };
    const { body } = await send(server.url, "/tr:w-0/photo.jpg", { headers });
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual({
      code: "EINVAL",
      message: "Cannot read `w`: expected a number above 0, got `0`",
    });
  });

  test("an ETag makes the second answer a 304 without a body", async () => {
    const first = await send(server.url, "/tr:w-123/photo.jpg");
    const headers = { "If-None-Match": `"other", W/${first.headers.get("etag")}` };
    const second = await send(server.url, "/tr:w-123/photo.jpg", { headers });
    expect([second.status, second.body.length]).toEqual([304, 0]);
    expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
  });

  for (let orientation = 1; orientation <= 8; orientation += 1) {
    test(`EXIF orientation ${orientation} is applied and metadata dropped`, async () => {
      const target = `/tr:w-200,f-png/orientation-${orientation}.jpg`;
      const picture = await decode((await send(server.url, target)).body);
      expect([picture.width, picture.height]).toEqual([200, 150]);
      expect(nearest(picture.pixel(50, 40))).toBe("red");
      expect(nearest(picture.pixel(150, 40))).toBe("green");
      expect(nearest(picture.pixel(50, 110))).toBe("blue");
      expect(nearest(picture.pixel(150, 110))).toBe("yellow");
      expect([picture.hasExif, picture.hasIcc]).toEqual([false, false]);
    });
  }

  test("a drawing is delivered without what could run", async () => {
    for (const target of ["/drawing.svg", "/tr:orig-true/drawing.svg"]) {
      const text = new TextDecoder().decode((await send(server.url, target)).body);
      expect(text).toContain("<rect");
      expect(text).not.toMatch(/script|onload|javascript|alert/);
    }
  });

  test("fifty equal requests at once are made once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send(server.url, "/tr:w-777,f-webp/large.jpg")),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const timings = answers.map(({ headers }) => headers.get("server-timing") ?? "");
    expect(timings.filter((timing) => timing.includes("render")).length).toBe(1);
  });

  test("a picture that was replaced in its folder is made anew", async () => {
    const file = join(folder, "changing.jpg");
    writeFileSync(file, await photo(100, 100, { format: "jpeg" }));
    const before = await send(server.url, "/tr:w-50/changing.jpg");
    writeFileSync(file, await photo(100, 50, { format: "jpeg" }));
    await Bun.sleep(1100);
    const after = await send(server.url, "/tr:w-50/changing.jpg");
    expect(await decode(before.body)).toMatchObject({ width: 50, height: 50 });
    expect(await decode(after.body)).toMatchObject({ width: 50, height: 25 });
  });

  test("the original comes as it is, byte for byte", async () => {
    const { body } = await send(server.url, "/photo.jpg");
    expect(Buffer.from(body).equals(readFileSync(join(folder, "photo.jpg")))).toBe(true);
  });

  test("it is healthy and ready after all of this", async () => {
    expect((await send(server.url, "/_/health")).status).toBe(200);
    expect((await send(server.url, "/_/ready")).status).toBe(200);
  });
});

async function check(url: string, { target, status, picture, has = {}, ...sent }: Case) {
  const answer = await send(url, target, sent);
  expect(answer.status).toBe(status);
  if (picture) expect(await decode(answer.body)).toMatchObject(picture);
  for (const [name, value] of Object.entries(has)) {
    const got = answer.headers.get(name);
    if (value instanceof RegExp) expect(got ?? "").toMatch(value);
    else expect(got).toBe(value);
  }
}

function nearest([r, g, b]: readonly number[]): string {
  const [red, green, blue] = [(r ?? 0) > 128, (g ?? 0) > 128, (b ?? 0) > 128];
  if (red && green && !blue) return "yellow";
  return red ? "red" : green ? "green" : blue ? "blue" : "black";
}
