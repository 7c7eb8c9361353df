import { afterAll, afterEach, beforeAll, expect, setSystemTime, test } from "bun:test";
import { cloudinaryBackup } from "../../../src/origins/cloudinary-backup/origin.ts";
import type { Fetched } from "../../../src/origins/origin.ts";
import { mount, openOver, put, uploads } from "../../support/servers/cloudinary-backup.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../../support/servers/s3-server.ts";

const textOf = (answer: unknown) => new Response((answer as Fetched).body).text();

afterEach(() => {
  setSystemTime();
});

/** Moves the clock on, for what is remembered for a while. */
const pass = (seconds: number) => setSystemTime(new Date(Date.now() + seconds * 1000));

describeWithSwift("a Cloudinary backup bucket in use", () => {
  let server: S3Server;
  const id = (i: number) => String(500 + i).padStart(4, "0");
  beforeAll(async () => {
    server = await startSwift();
    await server.createBucket("backup");
    await put(server, "backup", [
      // A page holds a thousand of these, so the asset `catalogue` has versions on two pages. The
      // newest has more digits than another, and so is not the last.
      ...Array.from({ length: 1100 }, (_, i) => `${uploads}/catalogue/${id(i)}/1600000000.jpg`),
      `${uploads}/catalogue/1450000000.jpg`,
      `${uploads}/catalogue/1650000000.jpg`,
      `${uploads}/catalogue/999.jpg`,
      `${uploads}/shared/1600000000.jpg`,
      "res/other-cloud/image/upload/shared/1700000000.png",
      "res/demo-cloud/image/private/secret/1600000000.jpg",
      `${uploads}/plain/copy.jpg`,
      `${uploads}/plain/copy.jpg.bak/1600000000.jpg`,
      `${uploads}/old.odt/1600000000`,
      `${uploads}/per%cent/a+b/1600000000.jpg`,
    ]);
    await server.putObject("backup", `${uploads}/plain/empty.jpg`, new Uint8Array());
  }, startLimit);
  afterAll(() => server?.stop());

  test("finds any of 1100 assets in one folder with one listing", async () => {
    const origin = openOver(server);
    for (const i of [0, 999, 1099]) {
      const key = `${uploads}/catalogue/${id(i)}/1600000000.jpg`;
      expect(await origin.key(`iu/v1/catalogue/${id(i)}.jpg`)).toBe(key);
      expect(origin.lists().length).toBe(1);
    }
    expect(await origin.key(`iu/v1/catalogue/${id(1100)}.jpg`)).toBeNull();
  });

  test("finds an asset whose public id is the folder of 1100 others, over two pages", async () => {
    const origin = openOver(server);
    expect(await origin.key("iu/v1/catalogue.jpg")).toBe(`${uploads}/catalogue/1650000000.jpg`);
    expect(origin.lists().length).toBe(2);
  });

  test("takes the later one of two files of the same version", async () => {
    const origin = openOver(server);
    const [jpg, png] = [`${uploads}/tie-1/1600000000.jpg`, `${uploads}/tie-2/1600000000.png`];
    await put(server, "backup", [jpg.replace("jpg", "png"), png.replace("png", "jpg")]);
    // Listings tell times in seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await put(server, "backup", [jpg, png]);
    expect(await origin.key("iu/tie-1.jpg")).toBe(jpg);
    expect(await origin.key("iu/tie-2.jpg")).toBe(png);
  });

  test("keeps the clouds of one bucket apart", async () => {
    const own = openOver(server);
    expect(await own.key("iu/shared.jpg")).toStartWith("res/demo-cloud/");
    const other = openOver(server, { prefix: "res/other-cloud" });
    expect(await other.key("iu/shared.jpg")).toStartWith("res/other-cloud/");
    expect(await other.key("iu/catalogue/0500.jpg")).toBeNull();
    const both = openOver(server, { prefix: "" });
    expect(await both.key("demo-cloud/iu/shared.jpg")).toStartWith("res/demo-cloud/");
    expect(await both.key("res/other-cloud/iu/shared.jpg")).toStartWith("res/other-cloud/");
  });

  test("knows the secret that Cloudinary signs with", () => {
    const settings = { id: "1", name: "backup", bucket: "backup" };
    expect(cloudinaryBackup({ ...settings, apiSecret: "MySecret123" }).apiSecret).toBe(
      "MySecret123",
    );
    expect(cloudinaryBackup(settings)).not.toHaveProperty("apiSecret");
  });

  test("says what is marked private, also when another format is asked for", async () => {
    const key = `${uploads}/marked/1600000000.jpg`;
    const metadata = { "x-amz-meta-isprivatefile": "true" };
    await server.putObject("backup", key, new Uint8Array(3), metadata);
    const { ask } = openOver(server);
    expect(await ask("iu/marked.jpg")).toMatchObject({ isPrivate: true });
    expect(await ask("iu/marked.png")).toMatchObject({ isPrivate: true, convertTo: "png" });
    expect(await ask("iu/shared.jpg")).not.toHaveProperty("isPrivate");
  });

  test("refuses what is private or authenticated, whether it is there or not", async () => {
    const refused = [
      [mount, "image/private/secret.jpg"],
      [mount, "image/private/w_100/v1/secret.jpg"],
      [mount, "private_images/secret/words.jpg"],
      [mount, "image/authenticated/nope.jpg"],
      ["", "demo-cloud/image/private/secret.jpg"],
      [`${mount}/image`, "private/secret.jpg"],
      [`${mount}/image/private`, "secret.jpg"],
    ] as const;
    for (const [prefix, path] of refused) {
      const origin = openOver(server, { prefix });
      const failure = await origin.ask(path).catch((error) => error);
      expect(failure).toMatchObject({ code: "EFORBIDDEN" });
      expect(failure.message).not.toContain("secret");
      expect(origin.requests).toEqual([]);
    }
    const origin = openOver(server);
    for (const path of ["iu/../private/secret.jpg", "iu/..%2Fprivate%2Fsecret.jpg"]) {
      expect(await origin.key(path)).toBeNull();
    }
    expect(await origin.key("image%2Fprivate%2Fsecret.jpg")).toBeNull();
  });

  test("finds plain copies, and raw assets below `image/`", async () => {
    const origin = openOver(server);
    expect(await origin.key("iu/v1/plain/copy.jpg")).toBe(`${uploads}/plain/copy.jpg`);
    expect(await origin.key("iu/plain/empty.jpg")).toBeNull();
    expect(await origin.key("raw/upload/old.odt")).toBe(`${uploads}/old.odt/1600000000`);
    expect(await origin.key("raw/upload/shared")).toBeNull();
    expect(await origin.key("iu/catalogue/1650000000.jpg")).toBeNull();
    const strict = openOver(server, { tolerant: false });
    expect(await strict.key("iu/v1/plain/copy.jpg")).toBeNull();
    expect(await strict.key("raw/upload/old.odt")).toBeNull();
  });

  test("finds a public id with a percent sign and a plus", async () => {
    const origin = openOver(server);
    const key = `${uploads}/per%cent/a+b/1600000000.jpg`;
    expect(await origin.key("iu/v1/per%25cent/a+b.jpg")).toBe(key);
    expect(await origin.key("iu/v1/per%25cent/a%2Bb.jpg")).toBe(key);
  });

  test("sends no more than eight listings for the worst of paths", async () => {
    const origin = openOver(server);
    for (const path of [
      "iu/a_1/b_2/c_3/d_1/e_2/f_3/a.jpg",
      "iu/w_300/u_2/(%20)+%2B.jpg",
      "files/a_1/b_2/c_3/(%20)+%2B/words.docx",
    ]) {
      expect(await origin.key(path)).toBeNull();
      expect(origin.lists().length).toBe(8);
      expect(origin.requests.length).toBeLessThanOrEqual(10);
    }
  });

  test("remembers the newest version for a minute", async () => {
    const origin = openOver(server);
    await put(server, "backup", [`${uploads}/minute/1600000000.jpg`]);
    expect(await origin.key("iu/minute.jpg")).toEndWith("/1600000000.jpg");
    await put(server, "backup", [`${uploads}/minute/1600000001.jpg`]);
    expect(await origin.key("iu/w_300/v1600000001/minute.webp")).toEndWith("/1600000000.jpg");
    expect(origin.lists()).toEqual([]);
    pass(61);
    expect(await origin.key("iu/minute.jpg")).toEndWith("/1600000001.jpg");
  });

  test("remembers for half a minute that an asset is missing", async () => {
    const origin = openOver(server);
    expect(await origin.key("iu/late.jpg")).toBeNull();
    await put(server, "backup", [`${uploads}/late/1600000000.jpg`]);
    pass(25);
    expect(await origin.key("iu/late.jpg")).toBeNull();
    expect(origin.lists()).toEqual([]);
    pass(6);
    expect(await origin.key("iu/late.jpg")).toEndWith("/1600000000.jpg");
  });

  test("serves an older version as soon as the newest is removed", async () => {
    const origin = openOver(server);
    const keys = [`${uploads}/removed/1600000000.jpg`, `${uploads}/removed/1600000001.jpg`];
    await put(server, "backup", keys);
    expect(await origin.key("iu/removed.jpg")).toBe(keys[1] as string);
    await server.deleteObject("backup", keys[1] as string);
    expect(await origin.key("iu/removed.jpg")).toBe(keys[0] as string);
    await server.deleteObject("backup", keys[0] as string);
    expect(await origin.key("iu/removed.jpg")).toBeNull();
  });

  test("lists once for all who ask at the same time", async () => {
    const origin = openOver(server);
    const paths = ["iu/shared.jpg", "iu/shared.png", "iu/v1/shared", "iu/w_9/v2/shared.webp"];
    const answers = await Promise.all(paths.map((path) => origin.ask(path)));
    for (const answer of answers) expect(await textOf(answer)).toEndWith("1600000000.jpg");
    expect(origin.lists().length).toBe(1);
  });

  test("says when nothing has changed", async () => {
    const origin = openOver(server);
    await put(server, "backup", [`${uploads}/same/1600000000.jpg`]);
    const { etag = "" } = (await origin.ask("iu/same.jpg")) as Fetched;
    origin.requests.length = 0;
    expect(await origin.ask("iu/same.jpg", { etag })).toBe("unchanged");
    expect(origin.requests).toEqual([]);
    pass(61);
    expect(await origin.ask("iu/same.jpg", { etag })).toBe("unchanged");
    expect(origin.requests).toEqual([`LIST ${uploads}/same/`]);

    const another = openOver(server);
    expect(await another.ask("iu/same.jpg", { etag })).toBe("unchanged");
    expect(await another.ask("iu/same.jpg", { etag: '"other"' })).toHaveProperty("body");

    await put(server, "backup", [`${uploads}/same/1600000001.jpg`]);
    pass(122);
    expect(await textOf(await origin.ask("iu/same.jpg", { etag }))).toEndWith("1600000001.jpg");
  });

  test("names the permission that is missing", async () => {
    if (!server.limited) throw new Error("Swift gives no key that may only read");
    const origin = openOver(server, server.limited);
    await expect(origin.ask("iu/shared.jpg")).rejects.toMatchObject({
      code: "EACCES",
      message: "May not list the bucket: s3:ListBucket is needed",
    });
    const wrong = openOver(server, { secretKey: "wrong" });
    await expect(wrong.ask("iu/shared.jpg")).rejects.toMatchObject({
      code: "EACCES",
      message: "The bucket refused access, or the file does not exist",
    });
  });

  test("passes on that the bucket is broken, and forgets it", async () => {
    const nowhere = openOver(server, { endpoint: "http://127.0.0.1:9" });
    await expect(nowhere.ask("iu/shared.jpg")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    const missing = openOver(server, { bucket: "appears-later" });
    expect(await missing.ask("iu/a.jpg").catch(({ message }) => message)).toBe(
      "The bucket does not exist",
    );
    await server.createBucket("appears-later");
    expect(await missing.ask("iu/a.jpg")).toBeUndefined();
  });
});
