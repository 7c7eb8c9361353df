import { afterAll, beforeAll, expect, test } from "bun:test";
import { decode } from "../../support/decode.ts";
import { send } from "../../support/http.ts";
import {
  type Management,
  managementOf,
  privateKey,
  putEndpoint,
} from "../../support/management.ts";
import { photo } from "../../support/pictures.ts";
import { secret, sign } from "../../support/servers/rewriter-server.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../../support/servers/s3-server.ts";
import { program, type RunningServer, startServer } from "../../support/tintype.ts";

// A backup bucket behind Cloudinary's own URLs: the guide's folders, with either setting.

describeWithSwift("a Cloudinary backup bucket behind Cloudinary's URLs", () => {
  let s3: S3Server;
  let server: RunningServer;
  let call: Management;

  async function add(name: string, prefix: string, more: Record<string, unknown> = {}) {
    const { json } = await call("POST", "/v1/accounts/origins", {
      type: "CLOUDINARY_BACKUP",
      name,
      prefix,
      bucket: "backup",
      s3ForcePathStyle: true,
      endpoint: s3.endpoint,
      region: s3.region,
      accessKey: s3.accessKey,
      secretKey: s3.secretKey,
      ...more,
    });
    return json.id as string;
  }

  beforeAll(async () => {
    s3 = await startSwift();
    const picture = await photo(200, 150, { format: "jpeg" });
    await s3.createBucket("backup");
    const objects: Record<string, Uint8Array> = {
      "res/demo/image/upload/shoes/red/1600000000.jpg": await photo(60, 60, { format: "jpeg" }),
      "res/demo/image/upload/shoes/red/1700000000.jpg": picture,
      "res/demo/image/upload/photo/1700000001.webp": await photo(100, 80, { format: "webp" }),
      "res/demo/video/upload/clips/dog/1680000001.mp4": new TextEncoder().encode("a video"),
      "res/demo/raw/upload/docs/manual.pdf/1690000000": new TextEncoder().encode("%PDF-1.4"),
      "res/demo/image/authenticated/secret/1700000002.jpg": picture,
      "res/demo/image/private/shoes/red/1700000003.jpg": await photo(90, 90, { format: "jpeg" }),
      "res/other/image/upload/shoes/red/1700000005.jpg": await photo(90, 90, { format: "jpeg" }),
      "res/other/image/upload/only/1700000004.jpg": await photo(70, 70, { format: "jpeg" }),
    };
    for (const [key, body] of Object.entries(objects)) await s3.putObject("backup", key, body);
    server = await startServer(program, ["--private-key", privateKey]);
    call = managementOf(server.url);
    const whole = [await add("whole", "/res/demo/")];
    const known = [await add("known", "res/demo", { apiSecret: secret })];
    const root = [await add("root", "/")];
    const kinds: string[] = [];
    for (const kind of ["image", "video", "raw"]) {
      kinds.push(await add(kind, `res/demo/${kind}/upload`));
    }
    const both = [...whole, await add("other", "res/other")];
    const all = { whole, kinds, root, known, both };
    for (const [name, origins] of Object.entries(all)) {
      for (const preserveAssetDeliveryTypes of [true, false]) {
        const urlPrefix = `${name}-${preserveAssetDeliveryTypes ? "typed" : "bare"}`;
        const urlRewriter = { type: "CLOUDINARY", preserveAssetDeliveryTypes };
        await putEndpoint(call, { urlPrefix, origins, urlRewriter });
      }
    }
    await putEndpoint(call, { urlPrefix: "plain", origins: known });
    const named = { name: "thumb", transformation: "w-20,h-20" };
    await call("POST", "/v1/named-transformations", named);
  }, startLimit);
  afterAll(async () => {
    await server?.stop();
    await s3?.stop();
  });

  const get = (target: string) => send(server.url, target);
  const statusOf = async (target: string) => (await get(target)).status;

  async function sizeOf(target: string) {
    const { status, body } = await get(target);
    if (status !== 200) return status;
    const { format, width } = await decode(body);
    return `${format} ${width}`;
  }

  for (const endpoint of ["whole-typed", "whole-bare", "kinds-typed", "kinds-bare"]) {
    test(`serves every kind of asset from ${endpoint}`, async () => {
      expect(await sizeOf(`/${endpoint}/image/upload/shoes/red.jpg`)).toBe("jpeg 200");
      expect(await sizeOf(`/${endpoint}/image/upload/v1600000000/shoes/red.jpg`)).toBe("jpeg 200");
      expect(await sizeOf(`/${endpoint}/image/upload/w_30/v1/shoes/red`)).toBe("jpeg 30");
      expect(await sizeOf(`/${endpoint}/demo/image/upload/w_31/shoes/red.png`)).toBe("png 31");
      expect(await sizeOf(`/${endpoint}/iu/w_32/shoes/red.jpg`)).toBe("jpeg 32");
      expect(await sizeOf(`/${endpoint}/w_33/shoes/red.jpg`)).toBe("jpeg 33");
      expect(await sizeOf(`/${endpoint}/demo/w_34/shoes/red.jpg`)).toBe("jpeg 34");
      expect(await sizeOf(`/${endpoint}/images/w_35/v1/shoes/red/any-words.jpg`)).toBe("jpeg 35");
      expect(await sizeOf(`/${endpoint}/image/upload/photo.jpg`)).toBe("jpeg 100");
      expect(await sizeOf(`/${endpoint}/image/upload/f_png/photo.jpg`)).toBe("png 100");
      expect(await statusOf(`/${endpoint}/image/upload/nope.jpg`)).toBe(404);
      expect(await statusOf(`/${endpoint}/video/upload/shoes/red.jpg`)).toBe(404);
      expect(await statusOf(`/${endpoint}/elsewhere/image/upload/shoes/red.jpg`)).toBe(404);
      const video = await get(`/${endpoint}/video/upload/q_auto/v1/clips/dog.mp4`);
      expect(new TextDecoder().decode(video.body)).toBe("a video");
      // Of a video, too, q_auto is the quality that it has by default.
      expect(video.headers.get("x-tintype-ignored")).toBeNull();
      expect(await statusOf(`/${endpoint}/video/upload/clips/dog.jpg`)).toBe(415);
      const raw = await get(`/${endpoint}/raw/upload/v1/docs/manual.pdf`);
      expect(raw.headers.get("content-type")).toBe("application/pdf");
      expect(await statusOf(`/${endpoint}/files/docs/manual.pdf/the-manual`)).toBe(200);
    });
  }

  test("tells accounts apart that share a bucket or an endpoint", async () => {
    for (const way of ["root-typed", "root-bare", "both-typed", "both-bare"]) {
      expect(await sizeOf(`/${way}/demo/image/upload/w_30/shoes/red.jpg`)).toBe("jpeg 30");
      expect(await sizeOf(`/${way}/other/image/upload/only.jpg`)).toBe("jpeg 70");
      expect(await sizeOf(`/${way}/res/other/image/upload/only.jpg`)).toBe("jpeg 70");
      expect(await statusOf(`/${way}/demo/image/upload/only.jpg`)).toBe(404);
    }
    // Alike in everything but the account, which the path does not say.
    for (const way of ["root-bare", "both-bare"]) {
      expect(await sizeOf(`/${way}/demo/image/upload/h_30/shoes/red.jpg`)).toBe("jpeg 40");
      expect(await sizeOf(`/${way}/other/image/upload/h_30/shoes/red.jpg`)).toBe("jpeg 30");
    }
    expect(await sizeOf("/both-bare/other/w_9/only.jpg")).toBe("jpeg 9");
  });

  test("needs no path for the types of a folder that says them, under our own URLs as well", async () => {
    expect(await sizeOf("/kinds-bare/tr:w-40/shoes/red.jpg")).toBe("jpeg 40");
    expect(await sizeOf("/kinds-bare/w_41/shoes/red.jpg")).toBe("jpeg 41");
    expect(await statusOf("/kinds-bare/clips/dog.mp4")).toBe(200);
  });

  test("gives what is private and authenticated to who has a signature only", async () => {
    for (const endpoint of ["known-typed", "known-bare"]) {
      for (const path of ["secret.jpg", "w_30/secret.jpg", "t_thumb/secret.jpg"]) {
        expect(await statusOf(`/${endpoint}/image/authenticated/${path}`)).toBe(403);
        expect(await statusOf(`/${endpoint}/image/authenticated/${sign(path)}/${path}`)).toBe(200);
        expect(await statusOf(`/${endpoint}/image/authenticated/${path}`)).toBe(403);
        expect(await statusOf(`/${endpoint}/image/authenticated/${sign("x")}/${path}`)).toBe(401);
      }
      // Named like a public one.
      const path = "w_50/shoes/red.jpg";
      expect(await sizeOf(`/${endpoint}/image/upload/${path}`)).toBe("jpeg 50");
      // What is made of a private image needs no signature, as at the vendor; the original does.
      expect(await sizeOf(`/${endpoint}/image/private/${path}`)).toBe("jpeg 50");
      expect(await statusOf(`/${endpoint}/image/private/shoes/red.jpg`)).toBe(403);
      expect(
        await sizeOf(`/${endpoint}/image/private/${sign("shoes/red.jpg")}/shoes/red.jpg`),
      ).toBe("jpeg 90");
      expect(await sizeOf(`/${endpoint}/image/upload/shoes/red.jpg`)).toBe("jpeg 200");
      const named = (id: string) => `/${endpoint}/private_images/${id.replace(".", "/a.")}`;
      expect(await statusOf(named(path))).toBe(200);
      expect(await statusOf(named("shoes/red.jpg"))).toBe(403);
    }
    const unknown = `/whole-bare/image/authenticated/${sign("secret.jpg")}/secret.jpg`;
    expect(await statusOf(unknown)).toBe(403);
  });

  test("gives it to nobody by way of a plain endpoint, a name or a layer, not even from the cache", async () => {
    const ways = [
      "/plain/image/authenticated/secret.jpg",
      `/plain/image/authenticated/${sign("secret.jpg")}/secret.jpg`,
      "/plain/tr:n-thumb/image/authenticated/secret.jpg",
      "/known-typed/tr:n-thumb/image/authenticated/secret.jpg",
      "/known-bare/tr:n-thumb/image/authenticated/secret.jpg",
      "/known-bare/image/upload/l_authenticated:secret/w_60/shoes/red.jpg",
      "/known-bare/tr:w-9,l-image,i-image@@authenticated@@secret.jpg,l-end/image/upload/shoes/red.jpg",
      "/plain/tr:w-9,l-image,i-image@@authenticated@@secret.jpg,l-end/image/upload/shoes/red.jpg",
    ];
    for (const way of ways) expect([way, await statusOf(way)]).toEqual([way, 403]);
    const { headers } = await get("/known-bare/image/authenticated/w_30/secret.jpg");
    expect(headers.get("ik-error")).toMatch(/^EFORBIDDEN - /);
    const path = "l_authenticated:secret,w_20/shoes/red.jpg";
    expect(await statusOf(`/known-bare/image/upload/${sign(path)}/${path}`)).toBe(200);
    expect(await statusOf(`/known-bare/image/upload/${path}`)).toBe(403);
  });

  test("gives it to nobody by a path whose line breaks spell it, nor takes anything away by one", async () => {
    const path = "secret.jpg";
    expect(await statusOf(`/known-bare/image/authenticated/${sign(path)}/${path}`)).toBe(200);
    for (const endpoint of ["plain", "known-bare", "known-typed"]) {
      for (const forged of [
        "/tr:n-thumb/secret.jpg%0A%0Aimage%0Aauthenticated%0Aauthorised",
        "/image/authenticated/secret.jpg%0A%0Aimage%0Aauthenticated%0Aauthorised",
        "/tr:w-9/photo.jpg%0A%0Aimage%0Aupload%0A",
      ]) {
        expect([forged, await statusOf(`/${endpoint}${forged}`)]).toEqual([forged, 400]);
      }
    }
    expect(await statusOf("/known-bare/image/upload/photo.jpg")).toBe(200);
    expect(await statusOf("/known-bare/image/upload/w_9/photo.jpg")).toBe(200);
  });

  test("finds layers by their public ids", async () => {
    for (const endpoint of ["whole-typed", "whole-bare", "kinds-typed", "kinds-bare"]) {
      const target = `/${endpoint}/image/upload/l_shoes:red,w_20/w_70/photo.jpg`;
      const { status, headers } = await get(target);
      expect([target, status, headers.get("x-tintype-ignored")]).toEqual([target, 200, null]);
    }
  });
});
