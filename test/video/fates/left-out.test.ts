import { describe, expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { effects } from "../../../src/url/cloudinary/effects/effects.ts";
import { effectFates } from "../../url/cloudinary/fates/fates-effects.ts";
import { layerFates } from "../../url/cloudinary/fates/fates-layers.ts";
import { outputFates } from "../../url/cloudinary/fates/fates-output.ts";
import { sizeFates } from "../../url/cloudinary/fates/fates-sizes.ts";
import { fateOf } from "./fate.ts";

const ofVideo = (components: string, name = "clip.mp4") =>
  fateOf(`/demo/video/upload/${components}/v1/p/${name}`, "cloudinary");

describe("no component that Cloudinary's clients write for images makes a video's URL fail", () => {
  const tables = { effectFates, layerFates, outputFates, sizeFates };
  for (const [name, fates] of Object.entries(tables)) {
    test(name, async () => {
      const components = Object.values(fates).flatMap((by) => Object.values(by).flat());
      expect(components.length).toBeGreaterThan(20);
      const failed: string[] = [];
      for (const component of components) {
        const fate = await ofVideo(`w_320/${component}`);
        if (/^[45]\d\d /.test(fate)) failed.push(`${component}: ${fate}`);
      }
      expect(failed).toEqual([]);
    });
  }

  test("the table of effects", async () => {
    for (const name of Object.keys(effects)) {
      for (const file of ["clip.mp4", "clip.webm", "clip.gif", "clip.jpg", "clip.m3u8"]) {
        const fate = await ofVideo(`e_${name}/w_320`, file);
        expect([name, file, /^[45]\d\d /.test(fate) ? fate : ""]).toEqual([name, file, ""]);
      }
    }
  });
});

describe("what is not done to a video is left out of its URL, and named", () => {
  const cases: [components: string, fate: string][] = [
    ["w_320,e_sepia:40", "mp4 h264+aac 320x180 10 s, sound as it is | e_sepia:40"],
    ["w_320,e_hue:40,e_grayscale", "mp4 h264+aac 320x180 10 s, sound as it is | e_hue:40"],
    ["$a_sepia/e_$a/w_320", "mp4 h264+aac 320x180 10 s, sound as it is | e_$a"],
    ["w_320,o_50", "mp4 h264+aac 320x180 10 s, sound as it is | o_50"],
    ["w_320,e_trim", "mp4 h264+aac 320x180 10 s, sound as it is | e_trim"],
    ["w_320,a_20", "mp4 h264+aac 320x180 10 s, sound as it is | a_20"],
    ["a_90/w_320", "mp4 h264+aac 320x568 10 s, sound as it is"],
    ["c_pad,w_320,h_320,b_auto", "mp4 h264+aac 320x320 10 s, sound as it is | b_auto"],
    ["c_pad,w_320,h_320,b_blurred", "mp4 h264+aac 320x320 10 s, sound as it is"],
    [
      "w_320/e_blur_region:300,x_10,y_10,w_20",
      "mp4 h264+aac 320x180 10 s, sound as it is | e_blur_region:300",
    ],
    [
      "w_320/l_logo/e_multiply,fl_layer_apply",
      "mp4 h264+aac 320x180 10 s, sound as it is | l_logo e_multiply fl_layer_apply",
    ],
    // An image that lies on a video is an image: all is done to it.
    ["w_320/l_logo/e_sepia,o_50,w_40/fl_layer_apply", "mp4 h264+aac 320x180 10 s, sound as it is"],
    // So may a video be translucent that lies on one.
    ["w_320/l_video:dog/e_sepia,o_50,w_40/fl_layer_apply", "mp4 h264+aac 320x180 10 s | e_sepia"],
    // So is what a name holds that was written for images.
    ["t_warm", "mp4 h264+aac 200x112 10 s, sound as it is"],
    ["t_sepia/w_320", "mp4 h264+aac 320x180 10 s, sound as it is"],
    ["t_wide", "mp4 h264+aac 300x168 10 s"],
    ["t_framed", "mp4 h264+aac 320x320 10 s, sound as it is"],
    ["t_marked", "mp4 h264+aac 320x180 10 s, sound as it is"],
    ["e_volume:mute", "mp4 h264 1280x720 10 s, video as it is"],
    ["ac_aac,e_volume:-100", "mp4 h264 1280x720 10 s, video as it is"],
    ["w_320,e_volume:50", "mp4 h264+aac 320x180 10 s, sound as it is | e_volume:50"],
  ];
  for (const [components, fate] of cases) {
    test(components, async () => expect(await ofVideo(components)).toBe(fate));
  }

  test("the parameters in a name that are not done are told where its URL is explained", () => {
    const names = new Map([["warm", "w-200,e-sepia-40,rt-20"]]);
    const { fates, transformation } = rewriteCloudinary(["t_warm"], names, undefined, "film");
    expect(transformation).toEqual([{ width: 200 }]);
    const note = "what is not done to videos is left out: e-sepia, rt";
    expect(fates).toEqual([{ token: "t_warm", fate: "approximate", note }]);
  });

  test("a frame of it has all that an image has", async () => {
    for (const components of ["so_2,w_320,e_sepia,o_50", "f_jpg,so_2,w_320,e_sepia,a_0"]) {
      const name = components.startsWith("f_") ? "clip" : "clip.jpg";
      expect(await ofVideo(components, name)).toBe("jpeg 320x180 at 2 s");
    }
  });
});
