import { expect, test } from "bun:test";
import {
  type AssetType,
  imageFormat,
  readCloudinaryPath,
  splitExtension,
  splitTransformations,
} from "../../../src/url/cloudinary/path.ts";

const read = (path: string, known: Partial<AssetType> = {}) =>
  readCloudinaryPath(path.split("/"), known);

/** A path, its resource type and delivery type, and what is left of it. */
const types: [path: string, type: string, rest: string][] = [
  ["image/upload/sample.jpg", "image/upload", "sample.jpg"],
  ["video/private/dog.mp4", "video/private", "dog.mp4"],
  ["raw/authenticated/a.odt", "raw/authenticated", "a.odt"],
  ["image/fetch/https://example.com/x.jpg", "image/fetch", "https://example.com/x.jpg"],
  ["iu/sample.jpg", "image/upload", "sample.jpg"],
  ["images/sample/words.jpg", "image/upload", "sample/words.jpg"],
  ["private_images/sample/words", "image/private", "sample/words"],
  ["authenticated_images/sample/words", "image/authenticated", "sample/words"],
  ["videos/dog/words.mp4", "video/upload", "dog/words.mp4"],
  ["files/a.odt/words", "raw/upload", "a.odt/words"],
  ["sample.jpg", "image/upload", "sample.jpg"],
  ["a_0/test", "image/upload", "a_0/test"],
  ["image/sample.jpg", "image/upload", "image/sample.jpg"],
  ["images", "image/upload", "images"],
  ["constructor/sample.jpg", "image/upload", "constructor/sample.jpg"],
  ["image/upload/s--utJ8tpK4--/v5/a.jpg", "image/upload", "v5/a.jpg"],
  ["image/upload/s----SjmNDA--/a.jpg", "image/upload", "a.jpg"],
  ["image/upload/s--mVxFpD8---/a.jpg", "image/upload", "a.jpg"],
  ["image/upload/s--short--/a.jpg", "image/upload", "s--short--/a.jpg"],
];

for (const [path, type, rest] of types) {
  test(`reads ${path} as ${type}`, () => {
    const { resourceType, deliveryType, rest: left } = read(path);
    expect(`${resourceType}/${deliveryType}`).toBe(type);
    expect(left.join("/")).toBe(rest);
  });
}

test("keeps the signature", () => {
  expect(read("image/upload/s--utJ8tpK4--/a.jpg").signature).toBe("utJ8tpK4");
  expect(read("image/upload/a.jpg")).not.toHaveProperty("signature");
});

test("does not look in the path for a type that is known", () => {
  const path = "image/private/a.jpg";
  expect(read(path, { resourceType: "video", deliveryType: "upload" })).toMatchObject({
    resourceType: "video",
    deliveryType: "upload",
    rest: ["image", "private", "a.jpg"],
  });
  expect(read("private/a.jpg", { resourceType: "raw" })).toMatchObject({
    resourceType: "raw",
    deliveryType: "private",
    rest: ["a.jpg"],
  });
});

/** Segments, and their readings in order, printed as `transformations | version | public id`. */
const readings: [rest: string, ...readings: string[]][] = [
  ["sample.jpg", "||sample.jpg"],
  ["v1312461204/sample.jpg", "|1312461204|sample.jpg"],
  ["c_fill,h_300/v12/a/b.jpg", "c_fill,h_300|12|a/b.jpg"],
  ["c_fill/a/b.jpg", "c_fill||a/b.jpg", "||c_fill/a/b.jpg"],
  ["w_1/e_sepia/a.jpg", "w_1/e_sepia||a.jpg", "w_1||e_sepia/a.jpg", "||w_1/e_sepia/a.jpg"],
  ["$w_300,$h_!x!/a.jpg", "$w_300,$h_!x!||a.jpg", "||$w_300,$h_!x!/a.jpg"],
  ["if_w_gt_1/if_end/a", "if_w_gt_1/if_end||a", "if_w_gt_1||if_end/a", "||if_w_gt_1/if_end/a"],
  [
    "l_text:Arial_40:a%252C%252Fb/a",
    "l_text:Arial_40:a%252C%252Fb||a",
    "||l_text:Arial_40:a%252C%252Fb/a",
  ],
  ["my_folder/a.jpg", "||my_folder/a.jpg"],
  ["w_/a.jpg", "||w_/a.jpg"],
  ["w_300,large/a.jpg", "||w_300,large/a.jpg"],
  ["w_300", "||w_300"],
  ["v12", "||v12"],
  ["v1/v2/a.jpg", "|1|v2/a.jpg"],
  ["shop/v2/a.jpg", "shop|2|a.jpg", "||shop/v2/a.jpg"],
  ["w_5/http://a.com/v2/b.jpg", "w_5||http://a.com/v2/b.jpg", "||w_5/http://a.com/v2/b.jpg"],
  ["v1234/https%3A%2F%2Fa.com%2Fb.jpg", "|1234|https%3A%2F%2Fa.com%2Fb.jpg"],
];

for (const [rest, ...expected] of readings) {
  test(`splits ${rest}`, () => {
    const split = splitTransformations({ rest: rest.split("/"), suffixed: false });
    expect(
      split.map(({ transformations, version = "", publicId }) =>
        [transformations.join("/"), version, publicId.join("/")].join("|"),
      ),
    ).toEqual(expected);
  });
}

test("keeps a public id in front of a suffix", () => {
  const split = (rest: string) => splitTransformations({ rest: rest.split("/"), suffixed: true });
  expect(split("a_0/test/hello")[0]).toEqual({
    transformations: ["a_0"],
    publicId: ["test"],
    suffix: "hello",
  });
  expect(split("a_0/hello")).toEqual([{ transformations: [], publicId: ["a_0"], suffix: "hello" }]);
  expect(split("test.jpg")).toEqual([{ transformations: [], publicId: ["test.jpg"] }]);
});

test("takes off an extension that asks for a format, and no other", () => {
  expect(splitExtension("a/b.jpg")).toEqual({ stem: "a/b", extension: "jpg" });
  expect(splitExtension("b.jpg.WebP")).toEqual({ stem: "b.jpg", extension: "webp" });
  expect(splitExtension("clip.mp4")).toEqual({ stem: "clip", extension: "mp4" });
  for (const whole of ["logo.v2", "report.docx", "jpg", "a.jpg/b", "a.constructor", "a."]) {
    expect(splitExtension(whole)).toEqual({ stem: whole });
  }
});

test("names the formats of pictures as the `f` parameter does", () => {
  expect(["jpg", "jpeg", "png", "tif"].map(imageFormat)).toEqual(["jpg", "jpg", "png", "tiff"]);
  expect(["mp4", "pdf", "toString"].map(imageFormat)).toEqual([undefined, undefined, undefined]);
});

test("does not drown in readings", () => {
  const rest = [...Array(2000).fill("w_1"), "a.jpg"];
  const split = splitTransformations({ rest, suffixed: false });
  expect(split.length).toBe(8);
  expect(split[0]?.publicId).toEqual(["a.jpg"]);
});
