import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  type RewriterServer,
  secret,
  sign,
  startRewriterServer,
} from "../../support/servers/rewriter-server.ts";
import signedUrls from "../../url/cloudinary/signed.json";

let server: RewriterServer;
const seen: RewriterServer["seen"] = (target) => server.seen(target);
const statusOf: RewriterServer["statusOf"] = (target) => server.statusOf(target);

beforeAll(async () => {
  server = await startRewriterServer();
}, 60_000);
afterAll(() => server?.stop());

describe("strict mode", () => {
  test("refuses by name what cannot be made and what cannot be read", async () => {
    expect(await seen("/strict/image/upload/c_limit,w_30/shoe.jpg")).toEqual([200, 30, null]);
    expect(await seen("/strict/image/upload/v1/e_gen_restore/shoe.jpg")).toEqual([
      ...[404, "ENOENT - No origin has a file at this path", null],
    ]);
    expect(await seen("/strict/image/upload/h_junk,e_gen_restore/v1/shoe.jpg")).toEqual([
      ...[501, "ENOTSUP - `e_gen_restore` is not supported", null],
    ]);
    expect(await seen("/strict/image/upload/w_30,h_junk/shoe.jpg")).toEqual([
      ...[400, "EINVAL - Cannot read `h_junk`", null],
    ]);
    expect((await seen("/strict/image/upload/w_1,e_gen_restore/nope.jpg"))[0]).toBe(501);
    expect(await seen("/strict/image/upload/e_bgremoval/shoe.jpg")).toEqual([
      ...[
        501,
        "ENOTSUP - `e-bgremove` cuts people out of still images: none was found in this image",
        null,
      ],
    ]);
    expect(await seen("/akamai/shoe.jpg?imwidth=junk")).toEqual([
      ...[400, "EINVAL - Cannot read `imwidth=junk`", null],
    ]);
  });

  test("delivers a folder that looks like what is refused", async () => {
    expect(await seen("/strict/image/upload/u_2/band.jpg")).toEqual([200, 200, null]);
  });

  test("needs a signature for everything where a secret is known", async () => {
    const path = "c_limit,w_30/shoe.jpg";
    expect(await statusOf(`/all/image/upload/${path}`)).toBe(401);
    expect(await statusOf("/all/image/upload/shoe.jpg")).toBe(401);
    expect(await statusOf("/all/tr:w-30/shoe.jpg")).toBe(401);
    expect(await seen(`/all/image/upload/${sign(path)}/${path}`)).toEqual([200, 30, null]);
    expect(await statusOf(`/all/image/upload/${sign(path, "x")}/${path}`)).toBe(401);
    expect(await statusOf(`/strict/image/upload/${path}`)).toBe(200);
  });
});

describe("signatures", () => {
  test("of Cloudinary's libraries open what they signed, and nothing with another secret", async () => {
    for (const { url, signed } of signedUrls) {
      const target = url.replace(/^https?:\/\/[^/]*/, "");
      const own = signed.api_secret === secret ? "signed" : "vendor";
      const other = own === "vendor" ? "signed" : "vendor";
      const status = await statusOf(`/${own}${target}`);
      expect([target, status]).toEqual([target, 200]);
      expect(await statusOf(`/${other}${target}`)).toBe(401);
    }
  });

  test("that are wrong are refused, also where none is needed", async () => {
    expect(await seen("/signed/image/upload/s--AAAAAAAA--/typed.jpg")).toEqual([
      ...[401, "EAUTH - The signature `s--` does not fit this URL", null],
    ]);
    expect(await statusOf("/signed/image/upload/typed.jpg")).toBe(200);
    const path = "w_30/typed.jpg";
    expect(await statusOf(`/signed/image/upload/${sign(path)}/${path}`)).toBe(200);
    expect(await statusOf(`/signed/image/upload/${sign(path)}/w_31/typed.jpg`)).toBe(401);
    // The text that was signed fits this way to read it as well, but nothing lies there.
    expect(await statusOf(`/signed/image/upload/${sign(path)}/v5/w_30/typed.jpg`)).toBe(404);
    expect(await statusOf(`/signed/image/upload/${sign("nope.jpg")}/nope.jpg`)).toBe(404);
    // Read as Cloudinary does, `v2` would be a version, and not signed.
    const inFolder = "shop/v2/nope.gif";
    expect(await statusOf(`/signed/image/upload/${sign(inFolder)}/${inFolder}`)).toBe(404);
  });

  test("open authenticated assets, and nothing else does", async () => {
    const path = "w_30/secret.jpg";
    expect(await seen("/signed/image/authenticated/secret.jpg")).toEqual([
      ...[403, "EFORBIDDEN - Private and authenticated assets need a signature", null],
    ]);
    expect(await statusOf(`/signed/image/authenticated/${sign(path)}/${path}`)).toBe(200);
    const ways = [
      `image/authenticated/${path}`,
      "image/authenticated/t_thumb/secret.jpg",
      "authenticated_images/secret/x.jpg",
      "tr:w-30/image/authenticated/secret.jpg",
      "tr:n-thumb/image/authenticated/secret.jpg",
      "tr:w-30/image//authenticated/secret.jpg",
      "image/authenticated/secret.jpg?tr=w-30",
      "tr:w-9,l-image,i-image@@authenticated@@secret.jpg,l-end/image/upload/typed.jpg",
      "image/upload/l_authenticated:secret.jpg/typed.jpg",
      "tr:di-image@@authenticated@@secret.jpg/nope.jpg",
    ];
    for (const way of ways) {
      const status = await statusOf(`/signed/${way}`);
      expect([way, status]).toEqual([way, 403]);
    }
    // Proxies read dot segments in more than one way: they are refused before anything is looked up.
    for (const way of [
      "tr:w-30/x/../image/authenticated/secret.jpg",
      "tr:w-30/image//authenticated/./secret.jpg",
      "image/upload/../authenticated/secret.jpg",
    ]) {
      const status = await statusOf(`/signed/${way}`);
      expect([way, status]).toEqual([way, 400]);
    }
    expect(await statusOf(`/signed/image/authenticated/${sign(path, "x")}/${path}`)).toBe(401);
    // A public id that leads there from within is no way either.
    expect(await statusOf("/cld/image/upload/v1/image/authenticated/secret.jpg")).toBe(403);
  });

  test("open authenticated layers", async () => {
    const path = "l_authenticated:secret.jpg/typed.jpg";
    expect(await statusOf(`/signed/image/upload/${sign(path)}/${path}`)).toBe(200);
    expect(await statusOf(`/signed/image/upload/${path}`)).toBe(403);
  });

  test("count where an endpoint wants one", async () => {
    const path = "w_30/shoe.jpg";
    expect(await statusOf(`/unnamed/image/upload/${path}`)).toBe(401);
    expect(await statusOf("/unnamed/image/upload/t_thumb/shoe.jpg")).toBe(200);
    expect(await statusOf("/unnamed/image/upload/shoe.jpg")).toBe(200);
    expect(await statusOf(`/unnamed/image/upload/${sign(path)}/${path}`)).toBe(200);
  });
});

test("a secret that is missing in the environment lets nobody in", async () => {
  expect(await statusOf("/broken/image/upload/shoe.jpg")).toBe(401);
  expect(await statusOf(`/broken/image/upload/${sign("shoe.jpg", "")}/shoe.jpg`)).toBe(401);
});

test("an imgix URL is signed with the secret of an origin, and a wrong signature is refused", async () => {
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const target = "/shoe.jpg?w=30&auto=format";
  const right = md5(secret + target);
  const wrong = md5(`other${target}`);
  const statuses = await Promise.all(
    [
      ...[`/imgixsigned${target}&s=${right}`, `/imgixsigned${target}&s=${wrong}`],
      ...[`/imgixsigned${target}`, `/imgixstrict${target}`, `/imgixstrict${target}&s=${right}`],
      // Without a secret a signature is no more than decoration.
      `/imgix${target}&s=${wrong}`,
    ].map((path) => server.statusOf(path)),
  );
  expect(statuses).toEqual([200, 401, 200, 401, 200, 200]);
});
