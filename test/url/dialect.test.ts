import { describe, expect, test } from "bun:test";
import type { CompatReading } from "../../src/url/compat-reading.ts";
import { countSteps, dialectOf, readCompatUrl } from "../../src/url/dialect.ts";
import type { UrlRewriter } from "../../src/url/services.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";
import parsed from "./cloudinary/parsed.json";

const cloudinary: UrlRewriter = { type: "CLOUDINARY" };
const preserving: UrlRewriter = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
const names = new Map([["thumb", "w-20,h-20"]]);

function readAll(
  target: string,
  rewriter: UrlRewriter = cloudinary,
  clouds: string[] = [],
): CompatReading[] | undefined {
  return readCompatUrl(target, rewriter, { names, clouds })?.map((read) => read());
}

const first = (target: string, rewriter?: UrlRewriter, clouds?: string[]) =>
  readAll(target, rewriter, clouds)?.[0] as CompatReading;

const targetOf = (url: string) => url.replace(/^https?:\/\/[^/]*/, "");

describe("what Cloudinary's libraries were asked for comes out again", () => {
  const short: Record<string, string> = { images: "image/upload", files: "raw/upload" };
  for (const row of parsed) {
    const { url, cloud, types = "", signature, transformation = "", publicId, suffix } = row;
    // A suffix that follows no short form cannot be told from a file in a folder.
    const hasSuffix = suffix !== undefined && types !== "";
    test(url, () => {
      const read = first(targetOf(url), preserving, [cloud]);
      const id = hasSuffix ? publicId.replace(`/${suffix}`, "") : publicId;
      if (types === "image/fetch") {
        expect(read.rawPath).toBe(publicId);
        expect(read.asset).toBeUndefined();
      } else {
        const typed = short[types] ?? types;
        expect(read.rawPath).toBe(typed === "" ? id : `${typed}/${id}`);
        expect(read.asset?.publicId).toBe(id);
      }
      expect(read.path).toBe(decodeURIComponent(read.rawPath));
      expect(read.signature?.text).toBe(signature);
      expect(read.components.join("/")).toBe(transformation);
      expect(read.version).toBe(row.version);
    });
  }
});

describe("paths of originals", () => {
  /** A URL, the path without types and with them, and the asset that it means. */
  const rows: [target: string, path: string, typed: string, asset: string][] = [
    ["/image/upload/shoe.jpg", "shoe.jpg", "image/upload/shoe.jpg", "image/upload shoe.jpg"],
    ["/image/upload/w_30/v1/a/b.jpg", "a/b.jpg", "image/upload/a/b.jpg", "image/upload a/b.jpg"],
    ["/video/upload/dog.mp4", "dog.mp4", "video/upload/dog.mp4", "video/upload dog.mp4"],
    ["/raw/upload/a.pdf", "a.pdf", "raw/upload/a.pdf", "raw/upload a.pdf"],
    ["/iu/w_30/a.jpg", "a.jpg", "image/upload/a.jpg", "image/upload a.jpg"],
    ["/images/a/red-shoe.jpg", "a.jpg", "image/upload/a.jpg", "image/upload a.jpg"],
    ["/images/w_30/v5/b/a/red-shoe", "b/a", "image/upload/b/a", "image/upload b/a"],
    ["/private_images/a/x.png", "a.png", "image/private/a.png", "image/private a.png"],
    ["/videos/dog/woof.mp4", "dog.mp4", "video/upload/dog.mp4", "video/upload dog.mp4"],
    ["/files/a.pdf/paper", "a.pdf", "raw/upload/a.pdf", "raw/upload a.pdf"],
    ["/files/a.pdf/paper.pdf", "a.pdf", "raw/upload/a.pdf", "raw/upload a.pdf"],
    [
      "/image/authenticated/a.jpg",
      "a.jpg",
      "image/authenticated/a.jpg",
      "image/authenticated a.jpg",
    ],
    // No upload of the same name is delivered in place of somebody's profile picture.
    [
      "/image/facebook/a.jpg",
      "image/facebook/a.jpg",
      "image/facebook/a.jpg",
      "image/facebook a.jpg",
    ],
    ["/shoe.jpg", "shoe.jpg", "shoe.jpg", " shoe.jpg"],
    ["/w_30/shoe.jpg", "shoe.jpg", "shoe.jpg", " shoe.jpg"],
    ["/a%20b/c%252Fd.jpg", "a b/c%2Fd.jpg", "a b/c%2Fd.jpg", " a%20b/c%252Fd.jpg"],
    ["/acme/image/upload/a.jpg", "a.jpg", "image/upload/a.jpg", "acme image/upload a.jpg"],
    ["/res/acme/image/upload/a.jpg", "a.jpg", "image/upload/a.jpg", "acme image/upload a.jpg"],
    ["/demo/w_30/a.jpg", "a.jpg", "a.jpg", "demo  a.jpg"],
    ["/demo/iu/a.jpg", "a.jpg", "image/upload/a.jpg", "demo image/upload a.jpg"],
    ["/acme/a.jpg", "acme/a.jpg", "acme/a.jpg", " acme/a.jpg"],
    ["/image/upload/a.jpg?_a=BAMAA0", "a.jpg", "image/upload/a.jpg", "image/upload a.jpg"],
  ];
  for (const [target, path, typed, means] of rows) {
    test(target, () => {
      const { path: stripped, asset } = first(target, cloudinary, ["demo"]);
      expect(stripped).toBe(path);
      expect(first(target, preserving, ["demo"]).path).toBe(typed);
      const { cloud, resourceType, deliveryType, publicId } = asset ?? {};
      const type = resourceType === undefined ? "" : `${resourceType}/${deliveryType}`;
      const said = cloud === undefined ? [type, publicId] : [cloud, type, publicId];
      expect(said.join(" ")).toBe(means);
    });
  }
});

test("a picture that is fetched keeps the query of its own URL", () => {
  const paths = (target: string) => readAll(target, preserving)?.map(({ path }) => path);
  const source = "https://example.com/a%20b.jpg";
  expect(paths("/image/fetch/w_30/https://example.com/a.jpg")).toEqual([
    "https://example.com/a.jpg",
  ]);
  expect(paths(`/image/fetch/${encodeURIComponent(source)}`)).toEqual([source]);
  expect(paths("/image/fetch/https://e.com/a.jpg%3Fx%3D1")).toEqual(["https://e.com/a.jpg?x=1"]);
  expect(paths("/image/fetch/https://e.com/a.jpg?x=1&_a=B&ik-s=1&y=%26")).toEqual([
    "https://e.com/a.jpg?x=1&y=%26",
  ]);
  expect(paths("/image/fetch/https://e.com/a.jpg?_a=BAMA")).toEqual(["https://e.com/a.jpg"]);
});

test("a query that was added to a signed picture from elsewhere does not count, unless it is signed", () => {
  const read = readAll("/image/fetch/s--12345678--/https://e.com/a.jpg?x=1") ?? [];
  const covered = read.map(({ path, signature: { covers = "" } = {} }) => [
    path,
    typeof covers === "string" ? covers : covers.publicId.join("/"),
  ]);
  expect(covered).toEqual([
    ["https://e.com/a.jpg?x=1", "https://e.com/a.jpg?x=1"],
    ["https://e.com/a.jpg", "https://e.com/a.jpg"],
  ]);
});

test("a path that may be understood in several ways is, in a few", () => {
  const ways = (target: string, clouds: string[] = []) =>
    readAll(target, cloudinary, clouds)?.map(
      ({ components, path }) => `${components.join("/")}|${path}`,
    );
  expect(ways("/image/upload/v1/u_2/band.jpg")).toEqual(["|u_2/band.jpg"]);
  expect(ways("/image/upload/w_3/v1/a.jpg")).toEqual(["w_3|a.jpg"]);
  expect(ways("/image/upload/u_2/band.jpg")).toEqual(["u_2|band.jpg", "|u_2/band.jpg"]);
  expect(ways("/w_1/w_2/w_3/w_4/w_5/w_6/a.jpg")).toEqual([
    "w_1/w_2/w_3/w_4/w_5/w_6|a.jpg",
    "w_1/w_2/w_3/w_4/w_5|w_6/a.jpg",
    "w_1/w_2/w_3/w_4|w_5/w_6/a.jpg",
    "|w_1/w_2/w_3/w_4/w_5/w_6/a.jpg",
  ]);
  expect(ways("/images/shoes/red.jpg")).toEqual(["|shoes.jpg", "|images/shoes/red.jpg"]);
  expect(ways("/demo/a.jpg", ["demo"])).toEqual(["|a.jpg", "|demo/a.jpg"]);
});

test("our own form is left alone", () => {
  const own = [
    "/tr:w-30/image/upload/a.jpg",
    "/tr%3Aw-30/a.jpg",
    "/image/upload/a.jpg?tr=w-30",
    "/a.jpg?x&tr",
    "/tr:w-3/https://e.com/a.jpg",
  ];
  for (const target of own) {
    expect(readAll(target)).toBeUndefined();
    expect(readAll(target, { type: "IMGIX" })).toBeUndefined();
  }
  expect(first("/tr:w-30").path).toBe("tr:w-30");
  expect(first("/a.jpg?atr=1").path).toBe("a.jpg");
  expect(first("/image/fetch/https://ik.imagekit.io/demo/tr:w-3/a.jpg").path).toBe(
    "https://ik.imagekit.io/demo/tr:w-3/a.jpg",
  );
});

test("malformed percent-encoding is told, where it is not in a transformation only", () => {
  expect(() => readAll("/image/upload/100%.jpg")).toThrow("malformed percent-encoding");
  const ways = readAll("/image/upload/l_text:Arial_9:50%/a.jpg")?.map(({ path }) => path);
  expect(ways).toEqual(["a.jpg"]);
});

test("what is asked for is told apart: by name, in full, not at all", () => {
  const asked = (target: string, rewriter?: UrlRewriter) => {
    const { explicit, namedOnly } = first(target, rewriter);
    return [explicit, namedOnly];
  };
  expect(asked("/image/upload/a.jpg")).toEqual([false, false]);
  expect(asked("/image/upload/t_thumb/a.jpg")).toEqual([false, true]);
  expect(asked("/image/upload/t_thumb/q_50/a.jpg")).toEqual([true, false]);
  // Nobody has made these names, and a name shapes no raw file: they may open nothing.
  expect(asked("/image/upload/t_none/a.jpg")).toEqual([false, false]);
  expect(asked("/image/upload/t_thumb.none/a.jpg")).toEqual([false, false]);
  expect(asked("/image/upload/bl_none,t_thumb/a.jpg")).toEqual([false, false]);
  expect(asked("/raw/upload/t_thumb/a.txt")).toEqual([false, false]);
  expect(asked("/video/upload/t_thumb/a.mp4")).toEqual([false, true]);
  expect(asked("/a.jpg?w=30", { type: "IMGIX" })).toEqual([true, false]);
  expect(asked("/a.jpg?v=30", { type: "IMGIX" })).toEqual([false, false]);
});

test("a Cloudinary URL without a format keeps that of its path, or what is stored", () => {
  const format = (target: string) =>
    printTransformation(first(target).rewritten.transformation ?? []).replace(/^.*f-/, "");
  expect(format("/image/upload/w_30/a.jpeg")).toBe("jpg");
  expect(format("/image/upload/w_30/a.png")).toBe("png");
  expect(format("/image/upload/w_30/a")).toBe("orig");
  expect(format("/image/upload/w_30/a.gif")).toBe("orig");
  expect(format("/image/upload/w_30,f_auto/a.jpg")).toBe("auto");
  expect(format("/image/upload/f_webp/w_30/a.jpg")).toBe("webp:w-30,c-force");
});

test("transformations are typed, in all three dialects", () => {
  const printed = (target: string, rewriter?: UrlRewriter) =>
    printTransformation(first(target, rewriter).rewritten.transformation ?? []);
  expect(printed("/image/upload/c_limit,w_30/a.jpg")).toBe("w-30,c-at_max,f-jpg");
  expect(printed("/image/upload/t_thumb/a.jpg")).toBe("w-20,h-20,f-jpg");
  expect(printed("/a.jpg?w=30&blur=40", { type: "IMGIX" })).toContain("w-30");
  expect(printed("/a.jpg?imwidth=30", { type: "AKAMAI" })).toBe("w-30");
});

test("files that are no pictures are delivered as they are, and may be saved", () => {
  const { rewritten } = first("/raw/upload/w_30,q_auto/fl_attachment:woof/dog.zip");
  expect(rewritten).toMatchObject({
    transformation: undefined,
    ignored: ["w_30", "q_auto"],
    unsupported: ["w_30", "q_auto"],
    attachment: { name: "woof" },
  });
  expect(first("/raw/upload/fl_attachment/a.pdf").rewritten.ignored).toEqual([]);
  expect(first("/video/upload/dog.mp4").rewritten.transformation).toBeUndefined();
});

test("videos take what images do, times and codecs, and end in what is made of them", () => {
  const read = (target: string) => {
    const { rewritten, view } = first(`/video/upload/${target}`);
    return [printTransformation(rewritten.transformation ?? []), view?.kind, rewritten.ignored];
  };
  expect(read("w_30,q_auto/fl_attachment:woof/dog.mp4")).toEqual([
    "w-30,c-force,q-50",
    undefined,
    [],
  ]);
  expect(read("w_30/dog.jpg")).toEqual(["w-30,c-force,f-jpg", "still", []]);
  expect(read("dog.png")).toEqual(["f-png", "still", []]);
  expect(read("so_35p,eo_70p/dog.mp4")).toEqual(["so-35p,eo-70p", undefined, []]);
  expect(read("so_auto,w_9/dog.webp")).toEqual(["w-9,c-force,f-webp,so-auto", "still", []]);
  expect(read("f_webm,vc_vp9,ac_none,br_250k,fps_24/dog")).toEqual([
    "f-webm,vc-vp9,ac-none,br-250000,fps-24",
    undefined,
    [],
  ]);
  expect(read("c_scale,w_9,du_2/dog.gif")).toEqual([
    "w-9,c-force,f-gif,du-2,fps-15",
    undefined,
    [],
  ]);
  expect(read("fl_animated,du_2/dog.webp")).toEqual(["f-webp,du-2,fps-15", undefined, []]);
  expect(read("vc_h265,e_preview,l_video:cat,fl_splice/dog.mp4")).toEqual([
    "",
    undefined,
    ["l_video:cat", "vc_h265", "e_preview", "fl_splice"],
  ]);
});

test("an answer may be asked for as a file in our way, too", () => {
  const { attachment } = first("/image/upload/a.jpg?ik-attachment=true").rewritten;
  expect(attachment).toEqual({});
});

test("steps are counted in layers and branches", () => {
  const count = (text: string) => countSteps(parseTransformation(text));
  expect(count("w-1:w-2")).toBe(2);
  expect(count("w-1,l-image,i-a.jpg,w-3,l-end")).toBe(2);
  expect(count("if-w_gt_1,w-2:w-3,if-else,w-4,if-end")).toBe(4);
});

describe("a private image is no larger than a preview where a name in its URL is not known", () => {
  const cases: [target: string, expected: string | undefined][] = [
    ["/image/private/t_none/a.jpg", "w-320,h-320,c-at_max,f-jpg"],
    ["/image/private/bl_none/a.jpg", "w-320,h-320,c-at_max,f-jpg"],
    ["/image/private/t_thumb.none/a.jpg", "w-20,h-20:w-320,h-320,c-at_max,f-jpg"],
    ["/image/private/t_none/w_1000/a.jpg", "w-1000,c-force:w-320,h-320,c-at_max,f-jpg"],
    // What may be shown is known here, or is for the signature to say.
    ["/image/private/t_thumb/a.jpg", "w-20,h-20,f-jpg"],
    ["/image/private/w_1000/a.jpg", "w-1000,c-force,f-jpg"],
    ["/image/private/s--AAAAAAAA--/t_none/w_1000/a.jpg", "w-1000,c-force,f-jpg"],
    ["/image/private/e_none/a.jpg", undefined],
    ["/image/authenticated/t_none/a.jpg", undefined],
    ["/image/upload/t_none/a.jpg", undefined],
  ];
  for (const [target, expected] of cases) {
    test(target, () => {
      const { transformation } = first(target).rewritten;
      expect(transformation && printTransformation(transformation)).toBe(expected);
    });
  }
});

test("a layer's file in a folder called video may be a video or an image", () => {
  const asset = { resourceType: "image", deliveryType: "upload", publicId: "shoe" } as const;
  const places = dialectOf(preserving).layerPlaces("video/logo", asset);
  const paths = places.map(({ path }) => path);
  expect(paths[0]).toBe("video/upload/logo");
  for (const path of ["video/upload/logo.mp4", "image/upload/video/logo.png", "video/logo"]) {
    expect(paths).toContain(path);
  }
});
