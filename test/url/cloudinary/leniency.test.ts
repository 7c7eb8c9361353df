import { describe, expect, test } from "bun:test";
import { layOut } from "../../../src/render/plan/geometry/geometry.ts";
import { exactStep } from "../../../src/render/plan/resolve-expressions.ts";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { otherNames } from "../../../src/url/cloudinary/places.ts";
import { readCloudinaryUrl } from "../../../src/url/cloudinary/url.ts";
import { type PlainStep, printTransformation } from "../../../src/url/transformation.ts";

describe("a ratio alone takes the sides of the image, whichever shape it has", () => {
  const cases: [component: string, image: [number, number], made: string, why: string][] = [
    ["ar_1:1,c_crop", [1200, 1500], "1200x1200", "a crop cuts the largest square"],
    ["ar_1:1,c_crop", [1500, 1200], "1200x1200", "of a broad image as well"],
    ["ar_16:9,c_crop", [1200, 1500], "1200x675", "the width of a narrow image stays"],
    ["ar_9:16,c_crop", [1600, 900], "506x900", "the height of a broad one does"],
    ["ar_1:1,c_fill", [1200, 1500], "1200x1200", "what needs no enlarging is not enlarged"],
    ["ar_1:1,c_lfill", [1200, 1500], "1200x1200", "an l mode enlarges in no case"],
    ["ar_1:1,c_thumb", [1200, 1500], "1200x1200", "a thumbnail is a cut"],
    ["ar_1:1,c_auto", [1200, 1500], "1200x1200", "so is an automatic one"],
    ["ar_3:2,c_fill", [1500, 1000], "1500x1000", "what has the ratio stays as it is"],
    ["ar_2:3,c_lpad", [2400, 1600], "2400x3600", "padding is added, and nothing shrunk"],
    ["ar_1:1,c_pad", [1200, 1500], "1500x1500", "to the sides of a narrow image"],
    ["ar_1:1,c_mpad", [1500, 1200], "1500x1500", "above and below a broad one"],
    ["ar_1:1,c_limit", [1200, 1500], "1200x1500", "there is no box to fit into"],
    ["ar_1:1,c_fit", [1500, 1200], "1500x1200", "nor for a fit"],
    ["ar_2:1,c_scale", [1500, 1200], "1500x750", "scaled, the width stays"],
  ];
  for (const [component, [width, height], made, why] of cases) {
    test(`${component} on ${width}x${height}: ${why}`, () => {
      const { transformation, ignored } = rewriteCloudinary([component], new Map());
      const size = { width, height };
      const [step = {}] = (transformation ?? []) as PlainStep[];
      const laid = layOut(exactStep(step, { original: size, current: size }), size);
      const { width: across, height: down } = laid.pad ?? laid.crop ?? laid.resize ?? size;
      expect([`${across}x${down}`, ignored]).toEqual([made, []]);
    });
  }
});

describe("what is said of the output where a layer is opened or placed is about the whole", () => {
  const cases: [path: string, format: PlainStep["format"], quality: PlainStep["quality"]][] = [
    ["w_1000,q_50,f_auto,l_logo", "auto", 50],
    ["l_logo/fl_layer_apply,f_png,q_40", "png", 40],
    ["l_text:Arial_20:Hi,q_auto,f_webp", "webp", "auto_good"],
    ["u_logo,f_jpg", "jpg", undefined],
    // Between the two it is about what is in the layer.
    ["l_logo/f_png/fl_layer_apply", undefined, undefined],
  ];
  for (const [path, format, quality] of cases) {
    test(path, () => {
      const { transformation } = rewriteCloudinary(path.split("/"), new Map());
      const [step] = transformation as [PlainStep];
      expect(step.layers).toHaveLength(1);
      expect<unknown[]>([step.format, step.quality]).toEqual([format, quality]);
    });
  }
});

test.each([
  ["e_contrast:level_-70", "e_contrast:-70"],
  ["e_contrast:level_50;type_sigmoidal", "e_contrast:50:function_sigmoidal"],
  ["e_contrast:type_linear", "e_contrast:function_linear"],
])("%s is another spelling of %s", (component, as) => {
  const made = (text: string) => rewriteCloudinary([text], new Map());
  expect(made(component).transformation).toEqual(made(as).transformation as PlainStep[]);
  expect(made(component).ignored).toEqual([]);
});

describe("a strength beyond its range counts as the range's end", () => {
  const cases: [component: string, as: string][] = [
    ["e_blur:10000", "e_blur:2000"],
    ["e_blur:0", "e_blur:1"],
    ["e_brightness:200", "e_brightness:100"],
    ["e_brightness:-200", "e_brightness:-99"],
    ["e_contrast:-300", "e_contrast:-100"],
    ["e_saturation:500", "e_saturation:100"],
    ["e_sharpen:9000", "e_sharpen:2000"],
    ["e_unsharp_mask:9000", "e_unsharp_mask:2000"],
    ["e_sepia:500", "e_sepia:100"],
    ["e_pixelate:900", "e_pixelate:200"],
    ["e_shadow:400", "e_shadow:100"],
    ["e_outline:400", "e_outline:100"],
    ["e_colorize:300", "e_colorize:100"],
    ["o_140", "o_100"],
    ["q_120", "q_100"],
    ["b_blurred:9000:400,c_pad,w_9,h_9", "b_blurred:2000:100,c_pad,w_9,h_9"],
  ];
  for (const [component, as] of cases) {
    test(component, () => {
      const made = (text: string) => {
        const { transformation = [], ignored } = rewriteCloudinary([text], new Map());
        return [printTransformation(transformation), ignored];
      };
      expect(made(component)).toEqual(made(as));
      expect(made(component)[1]).toEqual([]);
    });
  }

  test("but what is no number has no effect", () => {
    expect(rewriteCloudinary(["e_blur:much"], new Map()).ignored).toEqual(["e_blur:much"]);
  });
});

describe("short forms stand behind an account's name in a plain tree, too", () => {
  const cases: [target: string, path: string, components: string[]][] = [
    ["/demo/w_300/p/one.jpg", "p/one.jpg", ["w_300"]],
    ["/demo/v15/p/one.jpg", "p/one.jpg", []],
    ["/demo/w_300/v15/p/one.jpg", "p/one.jpg", ["w_300"]],
    ["/demo/f_auto,q_70/p/one", "p/one", ["f_auto,q_70"]],
    ["/demo/f_auto%2Cq_70/p/one", "p/one", ["f_auto%2Cq_70"]],
    ["/demo/images/w_300/p/one/seo.jpg", "p/one.jpg", ["w_300"]],
    ["/demo/iu/w_300/p/one.jpg", "p/one.jpg", ["w_300"]],
    ["/demo/d_x.png/q_auto:low,f_auto/p/one", "p/one", ["d_x.png", "q_auto:low,f_auto"]],
  ];
  for (const [target, path, components] of cases) {
    test(target, () => {
      const readings = readCloudinaryUrl(target, {});
      expect(readings).toContainEqual(expect.objectContaining({ path, components }));
    });
  }

  test("two slashes behind the type are one", () => {
    for (const target of ["/demo/image/upload//w_300/v1/p/one", "/image/upload///w_300/p/one"]) {
      const [first] = readCloudinaryUrl(target, { clouds: ["demo"] });
      expect(first).toMatchObject({ path: "p/one", components: ["w_300"] });
    }
    const [fetched] = readCloudinaryUrl("/image/fetch//w_9/https://a.example/b.jpg", {});
    expect(fetched).toMatchObject({ path: "https://a.example/b.jpg", components: ["w_9"] });
  });

  test("a folder that is none of them stays a folder", () => {
    expect(readCloudinaryUrl("/demo/shoes/one.jpg", {})).toHaveLength(1);
    expect(readCloudinaryUrl("/demo/images/a/one.jpg", {})[0]?.path).toBe("demo/images/a/one.jpg");
    const paths = readCloudinaryUrl("/demo/w_300/one.jpg", {}).map(({ path }) => path);
    expect(paths).toContain("demo/w_300/one.jpg");
  });
});

describe("a video lies there in any of its formats", () => {
  const asset = { resourceType: "video", deliveryType: "upload", publicId: "p/clip" } as const;
  const cases: [path: string, found: boolean][] = [
    ["p/clip", true],
    ["p/clip.webm", true],
    ["p/clip.mov", true],
    // A frame of it.
    ["p/clip.jpg", true],
    // Streams of it.
    ["p/clip.m3u8", true],
    ["p/clip.mpd", true],
    ["p/clip.srt", false],
  ];
  for (const [path, found] of cases) {
    test(path, () => {
      const places = otherNames({ path, rawPath: path, asset }).map((place) => place.path);
      expect(places.includes("p/clip.mp4")).toBe(found);
    });
  }
});

test("what is said twice counts once, the last time, and nothing of that is seen", () => {
  const { fates } = rewriteCloudinary(["w_10,w_20"], new Map());
  expect(fates).toEqual([
    { token: "w_10", fate: "ignored", note: "said again behind it", unseen: true },
    { token: "w_20", fate: "exact" },
  ]);
});
