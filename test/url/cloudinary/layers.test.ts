import { describe, expect, test } from "bun:test";
import { Transformation } from "@cloudinary/url-gen";
import { source as overlay } from "@cloudinary/url-gen/actions/overlay";
import { cutByImage } from "@cloudinary/url-gen/actions/reshape";
import { scale } from "@cloudinary/url-gen/actions/resize";
import { source as underlay } from "@cloudinary/url-gen/actions/underlay";
import * as blendMode from "@cloudinary/url-gen/qualifiers/blendMode";
import { compass } from "@cloudinary/url-gen/qualifiers/gravity";
import { Position } from "@cloudinary/url-gen/qualifiers/position";
import { image, fetch as remote, text } from "@cloudinary/url-gen/qualifiers/source";
import { TextStyle } from "@cloudinary/url-gen/qualifiers/textStyle";
import { v2 as cloudinary } from "cloudinary";
import { defaultLimits } from "../../../src/limits.ts";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { printTransformation } from "../../../src/url/transformation.ts";
import {
  at,
  canonical,
  centred,
  check,
  cut,
  picture,
  type Row,
  rewritten,
  written,
} from "./layer-rows.ts";

describe("pictures of the account, and of other servers", () => {
  check([
    ["l_logo", picture("logo")],
    ["l_folder:logo", picture("folder@@logo")],
    ["l_path:to:sample.png/fl_layer_apply", picture("path@@to@@sample.png")],
    ["l_my%20logo", picture("my%20logo")],
    ["l_image", picture("image")],
    ["l_image:upload:leather:Blue", picture("leather@@Blue")],
    ["l_private:logo", picture("image@@private@@logo")],
    ["l_authenticated:a:logo/fl_layer_apply", picture("image@@authenticated@@a@@logo")],
    ["u_logo", picture("logo", `${centred},lm-under`)],
    [
      "l_fetch:aHR0cDovL2Nsb3VkaW5hcnkuY29tL2ltYWdlcy9vbGRfbG9nby5wbmc=",
      picture("http%3A%2F%2Fcloudinary.com%2Fimages%2Fold_logo.png"),
    ],
    ["l_fetch:aHR0cHM6Ly94Lnkvei5wbmc.jpg", picture("https%3A%2F%2Fx.y%2Fz.png")],
    ["l_image:fetch:aHR0cHM6Ly94Lnkvei5wbmc", picture("https%3A%2F%2Fx.y%2Fz.png")],
    ["l_fetch:ZmlsZTovLy9ldGMvcGFzc3dk", null, ["l_fetch:ZmlsZTovLy9ldGMvcGFzc3dk"]],
    ["l_fetch:a", null, ["l_fetch:a"]],
    ["l_ik_canvas", null, ["l_ik_canvas"]],
    ["l_a%40%40b", null, ["l_a%40%40b"]],
    ["w_9/l_video:dog,w_5/fl_layer_apply", "w-9,c-force", ["l_video:dog", "w_5", "fl_layer_apply"]],
    ["l_subtitles:my:path/fl_layer_apply", null, ["l_subtitles:my:path", "fl_layer_apply"]],
    ["l_lut:iwltbap_aspen.3dl", null, ["l_lut:iwltbap_aspen.3dl"]],
    ["l_twitter_name:someone", null, ["l_twitter_name:someone"]],
  ]);
});

test("subtitles grow with the density of the video that they lie on", () => {
  const read = (component: string) => {
    const chain = [component, "l_subtitles:arial_20:said.srt", "fl_layer_apply"];
    const { transformation = [] } = rewriteCloudinary(chain, new Map(), defaultLimits, "film");
    return printTransformation(transformation);
  };
  expect(read("w_100")).toContain("fs-20");
  expect(read("w_100,dpr_2.0")).toContain("fs-40");
});

const forced = "w-100,h-50,c-force";

describe("what happens to the layer's picture, and what lays it", () => {
  check([
    // The one component that both declares and places a layer.
    [
      "l_logo,w_100,h_50,c_scale,g_north,y_5,o_50",
      picture("logo", at("top", 0, 5), `${forced},o-50`),
    ],
    ["c_fill,h_120,l_somepid,w_80", picture("somepid", centred, "w-80,h-120,c-maintain_ratio")],
    ["l_logo,w_9/c_scale,w_7", `${picture("logo", centred, "w-9,c-force")}:w-7,c-force`],
    // Its own gravity belongs to its own cutting.
    [
      "l_logo,c_crop,g_north_west,w_9,h_9/fl_layer_apply,g_south_east,x_1,y_2",
      picture("logo", at("bottom_right", "N1", "N2"), "w-9,h-9,cm-extract_within,fo-top_left"),
    ],
    [
      "l_logo/c_scale,w_100,h_50/e_grayscale/fl_layer_apply,g_west,x_5",
      picture("logo", at("left", 5, 0), `${forced}:e-grayscale`),
    ],
    ["l_logo,w_9/e_grayscale,fl_layer_apply", picture("logo", centred, "w-9,c-force:e-grayscale")],
    ["l_logo/e_trim/fl_layer_apply", "l-image,i-logo,lap-center,lx-0,ly-0,lov-grow,t-true,l-end"],
    // Shares are the layer's own, unless they are said to be the base's.
    ["l_logo,w_0.5", picture("logo", centred, "w-cw_mul_0.5,c-force")],
    ["l_logo,w_0.5,fl_relative", picture("logo", centred, "w-bw_mul_0.5,c-force")],
    ["l_logo/c_scale,fl_relative,w_1.0/fl_layer_apply", picture("logo", centred, "w-bw,c-force")],
    [
      "l_logo/c_fill,fl_relative,h_0.5,w_0.25/w_0.5/fl_layer_apply",
      picture("logo", centred, "w-bw_mul_0.25,h-bh_mul_0.5,c-maintain_ratio:w-cw_mul_0.5,c-force"),
    ],
    ["l_logo,fl_relative.no_overflow,w_0.5", picture("logo", cut, "w-bw_mul_0.5,c-force")],
    [
      "l_logo,w_9,fl_region_relative",
      picture("logo", centred, "w-9,c-force"),
      ["fl_region_relative"],
    ],
    // Layers in layers.
    [
      "l_a/l_b/fl_layer_apply,g_north/fl_layer_apply,g_south",
      `l-image,i-a,${at("bottom", 0, 0)},t-false,${picture("b", at("top", 0, 0))},l-end`,
    ],
    ["l_a/fl_layer_apply/l_b/fl_layer_apply", `${picture("a")},${picture("b")}`],
  ]);
});

describe("where layers lie, and how", () => {
  const laid = (tokens: string, place: string, lost?: string[]): Row =>
    [
      `l_logo/fl_layer_apply${tokens && `,${tokens}`}`,
      picture("logo", place),
      ...(lost ? [lost] : []),
    ] as Row;
  check([
    laid("g_center", centred),
    laid("g_north_east,x_10,y_20", at("top_right", "N10", 20)),
    laid("g_south_west,x_10,y_20", at("bottom_left", 10, "N20")),
    laid("g_south,x_10,y_20", at("bottom", 10, "N20")),
    laid("g_east,x_-10", at("right", 10, 0)),
    laid("x_-10,y_-160", at("center", "N10", "N160")),
    laid("g_north,y_0.1", at("top", 0, "bh_mul_0.1")),
    laid(
      "g_south_east,x_0.03,y_0.02",
      at("bottom_right", "0_sub_bw_mul_0.03", "0_sub_bh_mul_0.02"),
    ),
    laid("x_-0.1", at("center", "0_sub_bw_mul_0.1", 0)),
    laid("g_east,x_w_div_4_sub_10", at("right", "10_sub_bw_div_4", 0)),
    laid("g_xy_center,x_30,y_0.5", "lxc-30,lyc-bh_mul_0.5,lov-grow"),
    laid("fl_no_overflow", cut),
    laid("fl_tiled", "ltl-true"),
    laid("fl_no_overflow,fl_tiled,g_north_east,x_10", "lap-top_right,lx-N10,ly-0,ltl-true"),
    laid("e_multiply", `${centred},lm-multiply`),
    laid("e_screen,g_north", `${at("top", 0, 0)},lm-screen`),
    laid("e_overlay", `${centred},lm-overlay`),
    laid("e_mask", `${cut},lm-cutter`),
    laid("e_cut_out,g_north_west", "lap-top_left,lx-0,ly-0,lov-cut,lm-cutout"),
    laid("e_displace,x_10,y_-20", "lm-displace,lx-10,ly-N20"),
    laid("e_displace", "lm-displace,lx-0,ly-0"),
    laid("e_anti_removal:90,g_north", at("top", 0, 0), ["e_anti_removal:90"]),
    laid("g_face", centred, ["g_face"]),
    laid("g_nowhere,x_left", centred, ["g_nowhere", "x_left"]),
    laid("x_iw_div_2", centred, ["x_iw_div_2"]),
    ["l_logo,fl_cutter,w_9", picture("logo", `${cut},lm-cutter`, "w-9,c-force")],
    ["u_logo/fl_layer_apply,g_north,y_5", picture("logo", `${at("top", 0, 5)},lm-under`)],
  ]);
});

describe("what cannot be made is told from what is no value", () => {
  for (const [components, unsupported] of [
    ["l_video:dog", ["l_video:dog"]],
    ["l_text:hello", ["l_text:hello"]],
    ["l_logo/fl_layer_apply,g_adv_faces", ["g_adv_faces"]],
    ["l_logo/fl_layer_apply,g_nowhere", []],
    ["l_fetch:a", []],
    ["l_text:Arial_20_underline:a", []],
    ["l_text:Arial_20_wobbly:a", []],
  ] as const) {
    test(components, () => {
      expect(rewritten(components).unsupported).toEqual([...unsupported]);
    });
  }
});

describe("what the official clients write", () => {
  const arial = new TextStyle("Arial", 40);
  const north = new Position().gravity(compass("north_east")).offsetX(10).offsetY(0.1);
  const wide = new Transformation().resize(scale().width(200));
  const built: [what: string, components: string, ours: string][] = [
    ["an overlay", `${overlay(image("a/b"))}`, picture("a@@b")],
    [
      "a scaled overlay with a blend mode",
      `${overlay(image("logo").transformation(wide)).position(north).blendMode(blendMode.screen())}`,
      picture("logo", `${at("top_right", "N10", "bh_mul_0.1")},lm-screen`, "w-200,c-force"),
    ],
    [
      "an underlay of another server",
      `${underlay(remote("https://x.y/z.png"))}`,
      picture("https%3A%2F%2Fx.y%2Fz.png", `${centred},lm-under`),
    ],
    [
      "a text",
      `${overlay(text("Hi, there/5", arial.fontWeight("bold")).textColor("red").transformation(wide))}`,
      written("Hi%2C%20there%2F5", "ff-Arial,fs-40,tg-b,co-red", centred, "t-1,w-200,c-force"),
    ],
    [
      "tiles",
      `${overlay(image("logo")).position(new Position().tiled())}`,
      picture("logo", "ltl-true"),
    ],
    [
      "no overflow",
      `${overlay(image("logo")).position(new Position().allowOverflow(false))}`,
      picture("logo", cut),
    ],
    ["a shape", `${cutByImage(image("shape"))}`, picture("shape", `${cut},lm-cutter`)],
    [
      "an overlay of the older client",
      components({
        overlay: { public_id: "a/logo" },
        width: 9,
        gravity: "north",
        y: 5,
        flags: "relative",
      }),
      picture("a@@logo", at("top", 0, 5), "w-9,c-force"),
    ],
    [
      "a text of the older client",
      components({
        color: "red",
        crop: "fit",
        width: 300,
        overlay: {
          font_family: "Open Sans",
          font_size: 30,
          font_weight: "bold",
          text_align: "center",
          text: "Hello, (World)/100%",
        },
      }),
      written("Hello%2C%20(World)%2F100%25", "fs-30,tg-b,ia-center,co-red,w-300"),
    ],
  ];
  for (const [what, url, ours] of built) {
    test(`${what}: ${url}`, () => expect(rewritten(url).printed).toBe(canonical(ours)));
  }
});

/** The transformation in a URL of the client for servers. */
function components(options: object) {
  const url = cloudinary.url("sample", { cloud_name: "demo", ...options });
  return url.replace(/^.*\/image\/upload\//, "").replace(/\/sample$/, "");
}
