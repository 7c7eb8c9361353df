import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { decode } from "../../support/decode.ts";
import { type RewriterServer, startRewriterServer } from "../../support/servers/rewriter-server.ts";
import { program, run, temporaryFolder } from "../../support/tintype.ts";

let server: RewriterServer;
const get: RewriterServer["get"] = (...asked) => server.get(...asked);
const seen: RewriterServer["seen"] = (target) => server.seen(target);
const statusOf: RewriterServer["statusOf"] = (target) => server.statusOf(target);

beforeAll(async () => {
  server = await startRewriterServer();
}, 60_000);
afterAll(() => server?.stop());

describe("an endpoint with Cloudinary's rewriter", () => {
  test("renders what Cloudinary's URLs ask for", async () => {
    expect(await seen("/cld/image/upload/w_30/shoe.jpg")).toEqual([200, 30, null]);
    expect(await seen("/cld/image/upload/c_fill,h_40,w_40/f_png/v17/a/b.jpg")).toEqual([
      200,
      40,
      null,
    ]);
    expect(await seen("/cld/iu/w_31/shoe.jpg")).toEqual([200, 31, null]);
    expect(await seen("/cld/images/w_32/shoe/a-red-one.jpg")).toEqual([200, 32, null]);
    expect(await seen("/cld/w_33/shoe.jpg")).toEqual([200, 33, null]);
    expect(await seen("/cld/anybody/image/upload/w_34/v1/shoe.jpg?_a=BAMA")).toEqual([
      200,
      34,
      null,
    ]);
    expect(await seen("/cld/image/upload/t_thumb/shoe.jpg")).toEqual([200, 20, null]);
    expect(await seen("/cld/image/upload/shoe.jpg")).toEqual([200, 200, null]);
  });

  test("knows our own URLs, too", async () => {
    expect(await seen("/cld/tr:w-30/shoe.jpg")).toEqual([200, 30, null]);
    expect(await seen("/cld/shoe.jpg?tr=w-31")).toEqual([200, 31, null]);
    expect((await get("/cld/tr:w_30/shoe.jpg")).status).toBe(400);
  });

  test("shares a rendition among the spellings of a URL", async () => {
    const spellings = [
      "/cld/image/upload/c_limit,w_77/shoe.jpg",
      "/cld/image/upload/w_77,c_limit/v5/shoe.jpg",
      "/cld/iu/c_limit,w_77/shoe.jpg?_a=BAMA",
    ];
    const caches: (string | null)[] = [];
    for (const target of spellings) caches.push((await get(target)).headers.get("x-tintype-cache"));
    expect(caches).toEqual(["miss", "disk", "disk"]);
  });

  test("delivers the first reading that has an original", async () => {
    expect(await seen("/cld/image/upload/u_2/band.jpg")).toEqual([200, 200, null]);
    expect(await seen("/cld/image/upload/w_30/u_2/band.jpg")).toEqual([200, 30, null]);
    expect(await seen("/cld/image/upload/v1/u_2/band.jpg")).toEqual([200, 200, null]);
    expect((await seen("/cld/image/upload/w_30/nope.jpg"))[0]).toBe(404);
    expect((await seen("/cld/img/shoe.jpg"))[0]).toBe(200);
  });

  test("keeps the types in the path where it is told to", async () => {
    expect(await seen("/typed/image/upload/w_30/typed.jpg")).toEqual([200, 30, null]);
    expect(await seen("/typed/iu/w_31/typed.jpg")).toEqual([200, 31, null]);
    expect(await statusOf("/typed/image/upload/shoe.jpg")).toBe(404);
    expect(await statusOf("/typed/shoe.jpg")).toBe(200);
    expect(await statusOf("/cld/image/upload/typed.jpg")).toBe(404);
  });

  test("finds a public id in a plain tree, whatever format was asked for", async () => {
    const converted = await get("/cld/image/upload/shoe.webp");
    expect(converted.headers.get("content-type")).toBe("image/webp");
    expect((await decode(converted.body)).format).toBe("webp");
    const sized = await get("/cld/image/upload/w_36/shoe.png");
    expect(await decode(sized.body)).toMatchObject({ format: "png", width: 36 });
    const stored = await get("/cld/image/upload/shoe");
    expect(stored.headers.get("content-type")).toBe("image/jpeg");
    expect(stored.body).toEqual((await get("/cld/image/upload/shoe.jpg")).body);
    expect(await seen("/cld/image/upload/w_40,h_40,c_fill/l_shoe,w_9/shoe")).toEqual([
      200,
      40,
      null,
    ]);
    // What is no picture, or not Cloudinary's, is the file of that name.
    expect(await statusOf("/cld/raw/upload/paper.jpg")).toBe(404);
    expect(await statusOf("/cld/image/upload/nothing.webp")).toBe(404);
    expect(await statusOf("/shoe.webp")).toBe(404);
  });

  test("fetches from elsewhere, with the source's query", async () => {
    expect(await seen(`/cld/image/fetch/w_30/${server.web.url}/path?x=1&_a=B`)).toEqual([
      200,
      30,
      null,
    ]);
    expect(server.web.asked.at(-1)).toBe("/path?x=1");
    const encoded = encodeURIComponent(`${server.web.url}/path?y=2`);
    expect(await seen(`/cld/image/fetch/f_jpg,w_31/${encoded}`)).toEqual([200, 31, null]);
    expect(server.web.asked.at(-1)).toBe("/path?y=2");
    expect(await statusOf("/cld/image/fetch/https://elsewhere.example/a.jpg")).toBe(403);
  });

  test("names what it ignores, and goes on", async () => {
    const target = "/cld/image/upload/w_35,e_gen_restore/f_auto,h_junk/shoe.jpg";
    expect(await seen(target)).toEqual([200, 35, "e_gen_restore, h_junk"]);
    expect(
      (await get("/cld/image/upload/e_gen_restore/shoe.jpg")).headers.get("x-tintype-ignored"),
    ).toBe("e_gen_restore");
    // Also for who knows the picture.
    const { headers } = await get(target);
    const known = await get(target, { "If-None-Match": headers.get("etag") ?? "" });
    expect([known.status, known.headers.get("x-tintype-ignored")]).toEqual([
      304,
      "e_gen_restore, h_junk",
    ]);
  });

  test("keeps the list of what it ignores short, and in ASCII", async () => {
    const many = Array.from({ length: 300 }, (_, i) => `w_junk${i}`).join(",");
    const { status, headers } = await get(`/cld/image/upload/${many},e_%C3%BC%0A/shoe.jpg`);
    const ignored = headers.get("x-tintype-ignored") ?? "";
    expect(status).toBe(200);
    expect(ignored.length).toBeLessThanOrEqual(1024);
    expect(ignored).toMatch(/^w_junk0, w_junk1, .* and \d+ more$/);
  });

  test("delivers videos and files as they are", async () => {
    const video = await get("/cld/video/upload/w_300,q_auto/dog.mp4");
    expect(new TextDecoder().decode(video.body)).toBe("a video");
    expect(video.headers.get("x-tintype-unchanged")).toBe("the file is of no known video format");
    const { headers } = await get("/cld/raw/upload/fl_attachment:report/paper.pdf");
    expect(headers.get("content-disposition")).toContain("report");
    expect(headers.get("x-tintype-ignored")).toBeNull();
  });

  test("allows names only where an endpoint does", async () => {
    expect(await seen("/named/image/upload/t_thumb/shoe.jpg")).toEqual([200, 20, null]);
    expect(await statusOf("/named/image/upload/shoe.jpg")).toBe(200);
    for (const asked of ["w_30", "t_thumb/w_30", "t_thumb,q_20"]) {
      const { status, headers } = await get(`/named/image/upload/${asked}/shoe.jpg`);
      expect([status, headers.get("ik-error")]).toEqual([
        400,
        "EINVAL - Only named transformations are allowed here",
      ]);
    }
    expect(await statusOf("/named/image/upload/u_2/band.jpg")).toBe(200);
  });

  test("does not take what was never signed for more than decoration where no secret is known", async () => {
    expect(await statusOf("/cld/image/upload/s--AAAAAAAA--/w_30/shoe.jpg")).toBe(200);
    expect(await statusOf("/cld/image/authenticated/s--AAAAAAAA--/shoe.jpg")).toBe(403);
    expect(await statusOf("/cld/image/private/shoe.jpg")).toBe(403);
  });

  describe("shows what is made of a private image, and not the image", () => {
    const cases: [target: string, status: number, why: string][] = [
      ["/cld/image/private/shoe.jpg", 403, "it is the original"],
      ["/cld/image/private/w_30/shoe.jpg", 200, "only the original needs a signature there"],
      ["/cld/image/private/w_30/v1/shoe", 200, "the same without an extension"],
      ["/cld/private_images/w_30/shoe/seo.jpg", 200, "a short form"],
      ["/cld/image/private/t_thumb/shoe.jpg", 200, "a name stands for a transformation"],
      ["/cld/image/private/t_nope/shoe.jpg", 200, "of a name that is not defined, a preview"],
      ["/cld/image/private/s--AAAAAAAA--/t_nope/shoe.jpg", 403, "not for what was never signed"],
      ["/cld/image/private/e_nope/shoe.jpg", 403, "what cannot be made leaves it whole"],
      ["/cld/image/private/fl_attachment/shoe.jpg", 403, "so does what is about the answer"],
      ["/cld/image/private/shoe.png", 403, "another extension shapes nothing"],
      ["/cld/video/private/w_30/dog.mp4", 403, "a video is delivered as it is"],
      ["/cld/image/authenticated/w_30/shoe.jpg", 403, "authenticated ones need one always"],
      ["/typed/image/private/w_30/hidden.jpg", 200, "also where the path keeps the types"],
      ["/typed/image/private/hidden.jpg", 403, "and there, too, not the original"],
      ["/typed/image/upload/l_private:hidden/fl_layer_apply/typed.jpg", 403, "not in a layer"],
      ["/guarded/image/private/w_30/shoe.jpg", 403, "the endpoint asks for signatures"],
    ];
    for (const [target, status, why] of cases) {
      test(`${target}: ${why}`, async () => expect(await statusOf(target)).toBe(status));
    }
  });

  test("is purged by the URLs that clients send", async () => {
    const target = "/cld/image/upload/w_36/u_2/band.jpg";
    await get(target);
    await get(target);
    expect((await get(target)).headers.get("x-tintype-cache")).not.toBe("miss");
    const { json } = await server.call("POST", "/v1/files/purge", { url: server.url + target });
    const isDone = async () => {
      const { json: purge } = await server.call("GET", `/v1/files/purge/${json.requestId}`);
      return purge.status === "Completed";
    };
    while (!(await isDone())) await Bun.sleep(10);
    expect((await get(target)).headers.get("x-tintype-cache")).toBe("miss");
  });
});

describe("other rewriters", () => {
  test("imgix", async () => {
    expect(await seen("/imgix/shoe.jpg?w=30&ixlib=js-3")).toEqual([200, 30, null]);
    expect(await seen("/imgix/tr:w-31/shoe.jpg?w=30")).toEqual([200, 31, null]);
    expect(await seen("/imgix/shoe.jpg?w=32&h=junk")).toEqual([200, 32, "h=junk"]);
    expect(await seen("/imgix/shoe.jpg")).toEqual([200, 200, null]);
    const { headers } = await get("/imgix/shoe.jpg?w=33&dl=mine.jpg");
    expect(headers.get("content-disposition")).toContain("mine.jpg");
  });

  test("Akamai", async () => {
    expect(await seen("/akamai/shoe.jpg?imwidth=30")).toEqual([200, 30, null]);
    expect(await seen("/akamai/shoe.jpg?im=Resize=(40,30)")).toEqual([200, 40, null]);
    expect(await statusOf(`/akamai/shoe.jpg?im=${"Grayscale;".repeat(50)}`)).toBe(400);
  });

  test("have nothing to do with endpoints that have none", async () => {
    expect(await statusOf("/image/upload/w_30/shoe.jpg")).toBe(404);
    expect((await seen("/shoe.jpg?w=30"))[1]).toBe(200);
  });
});

test("the command line sets a rewriter, keeps it, and takes it away", () => {
  const data = temporaryFolder();
  const tintype = (...args: string[]) => {
    const { status, stderr, stdout } = run(program, [...args, "--data", data]);
    return status === 0 ? stdout : stderr;
  };
  const rewriter = () => {
    const [endpoint] = JSON.parse(tintype("endpoint", "list", "--json"));
    return [endpoint.urlRewriter, endpoint.strictRewriter];
  };
  const set = (...args: string[]) => tintype("endpoint", "set", "default", ...args);
  const typed = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
  expect(rewriter()).toEqual([undefined, false]);
  expect(set("--url-rewriter", "cloudinary", "--strict-rewriter")).toBe(
    "Changed the URL endpoint Default URL endpoint\n",
  );
  expect(rewriter()).toEqual([{ ...typed, preserveAssetDeliveryTypes: false }, true]);
  set("--preserve-asset-delivery-types");
  set("--named-only");
  expect(rewriter()).toEqual([typed, true]);
  const file = join(data, "export.json");
  tintype("config", "export", file);
  const elsewhere = ["--data", temporaryFolder()];
  expect(run(program, ["config", "import", file, ...elsewhere]).stdout).toContain("~");
  expect(run(program, ["config", "import", file, ...elsewhere]).stdout).toBe("Nothing changes\n");
  set("--url-rewriter", "imgix");
  expect(rewriter()[0]).toEqual({ type: "IMGIX" });
  expect(set("--url-rewriter", "ipx")).toContain("Cannot read --url-rewriter: expected");
  expect(set("--preserve-asset-delivery-types")).toContain("Cannot read --url-rewriter");
  set("--url-rewriter", "none");
  expect(rewriter()[0]).toBeUndefined();
});

test("an endpoint that ignores what cannot be read names it, and another refuses it", async () => {
  expect(await seen("/lenient/tr:w-30,h-,blur-5/shoe.jpg")).toEqual([200, 30, "h-, blur-5"]);
  expect(await seen("/lenient/shoe.jpg/tr:w-31,q-auto")).toEqual([200, 31, null]);
  expect(await statusOf("/lenient/tr:n-nope,w-30/shoe.jpg")).toBe(200);
  expect(await statusOf("/lenient/tr:e-bgremove/shoe.jpg")).toBe(501);
  expect(await statusOf("/tr:w-30,h-/shoe.jpg")).toBe(400);
});
