import { describe, expect, test } from "bun:test";
import { at, canonical, centred, check, type Row, rewritten, written } from "./layer-rows.ts";

describe("texts", () => {
  check([
    ["l_text:Arial_40:Hello", written("Hello", "ff-Arial,fs-40")],
    [
      "l_text:Times%20New%20Roman_18:sample%20text",
      written("sample%20text", "ff-Times%20New%20Roman,fs-18"),
    ],
    [
      "co_red,l_text:Times_70_bold:Cool%25F0%259F%2598%258D",
      written("Cool😍", "ff-Times,fs-70,tg-b,co-red"),
    ],
    [
      "l_text:arial_50:he%252C%252F%20llo/fl_layer_apply",
      written("he%2C%2F%20llo", "ff-arial,fs-50"),
    ],
    ["l_text:arial_50:he%2C%2F%20llo/fl_layer_apply", written("he%2C%2F%20llo", "ff-arial,fs-50")],
    [
      "l_text:Arial_20:50%25%20off%253A%20100%2525",
      written("50%25%20off%3A%20100%25", "ff-Arial,fs-20"),
    ],
    ["l_text:Arial_20:at%205:30", written("at%205%3A30", "ff-Arial,fs-20")],
    ["l_text:Arial_20:one%0Atwo", written("one%0Atwo", "ff-Arial,fs-20")],
    ["$style_!Arial_12!/l_text:$style:hello-world", written("hello-world", "ff-Arial,fs-12")],
    ["$n_!Ann!/l_text:Arial_12:Hi%20$(n)!", written("Hi%20Ann!", "ff-Arial,fs-12")],
    ["co_rgb:ffffff80,l_text:Arial_12:a", written("a", "ff-Arial,fs-12,co-FFFFFF50")],
    ["co_nocolour,l_text:Arial_12:a", written("a", "ff-Arial,fs-12"), ["co_nocolour"]],
    ["l_text:Arial_0:a", null, ["l_text:Arial_0:a"]],
    ["l_text:Arial_20:%20%20", null],
    // Only Cloudinary knows what is stored under a name.
    ["l_text:hello", null, ["l_text:hello"]],
    ["l_text:my_style:Hello", null, ["l_text:my_style:Hello"]],
    // Fonts of the account.
    ["l_text:myfont.ttf_40:a", written("a", "fs-40,ff-myfont.ttf")],
    [
      "l_text:fonts:bold-nova.otf_40_center:a:b",
      written("a%3Ab", "fs-40,ia-center,ff-fonts@@bold-nova.otf"),
    ],
    ["l_text:font_2_bold.ttf_40:a", written("a", "fs-40,ff-font_2_bold.ttf")],
    ["l_text:web.woff2_40:a", written("a", "fs-40,ff-web.woff2")],
    // Lines that are broken at a width, and texts that are scaled as pictures.
    ["c_fit,w_400,l_text:arial_15:hello", written("hello", "ff-arial,fs-15,w-400")],
    [
      "l_text:Karla_72:a,co_rgb:ededed,c_fit,w_1400,h_240",
      written("a", "ff-Karla,fs-72,co-EDEDED,w-1400,mh-240"),
    ],
    [
      "h_100,l_text:Arial_18:a,w_100",
      written("a", "ff-Arial,fs-18", centred, "t-1,w-100,h-100,c-force"),
    ],
    ["c_fit,w_0.5,l_text:Arial_18:a", written("a", "ff-Arial,fs-18"), ["w_0.5"]],
    [
      "c_fit,w_0.8,fl_relative,l_text:Arial_18:a",
      written("a", "ff-Arial,fs-18,w-bw").replace("w-1,h-1", "w-bw_mul_0.8,h-1"),
    ],
    // What happens to its picture.
    [
      "b_rgb:FEB61FC2,co_blue,l_text:arial_15:T/fl_layer_apply",
      written("T", "ff-arial,fs-15,co-blue", centred, "t-1,bg-FEB61F76"),
    ],
    [
      "l_text:Arial_20:a/a_45/o_50/fl_layer_apply,g_south,y_20",
      written("a", "ff-Arial,fs-20", at("bottom", 0, "N20"), "t-1,rt-45:o-50"),
    ],
    [
      "l_text:Arial_20:a/fl_text_no_trim/fl_layer_apply",
      written("a", "ff-Arial,fs-20", centred, ""),
    ],
    [
      "l_text:Arial_20:a,fl_text_no_trim.text_disallow_overflow",
      written("a", "ff-Arial,fs-20", centred, ""),
      ["fl_text_disallow_overflow"],
    ],
    [
      "l_text:Arial_20:a/e_trim/fl_layer_apply",
      written("a", "ff-Arial,fs-20", centred, "t-1:t-true"),
    ],
  ]);
});

describe("styles of texts", () => {
  const styled = (words: string, style: string, lost: string[] = []): Row => [
    `l_text:Arial_20_${words}:a`,
    written("a", `ff-Arial,${style}`),
    lost,
  ];
  check([
    styled("bold_italic", "fs-20,tg-b_i"),
    styled("italic_Bold", "fs-20,tg-b_i"),
    styled("demibold", "fs-20,fw-600"),
    styled("light_italic", "fs-20,tg-i,fw-300"),
    styled("black", "fs-20,fw-900"),
    styled("center", "fs-20,ia-center"),
    styled("end", "fs-20,ia-right"),
    styled("justify", "fs-20"),
    styled("antialias_best_hinting_full", "fs-20"),
    styled("line_spacing_-6", "fs-20,lh-17"),
    styled("line_spacing_-600", "fs-20,lh-1"),
    styled("letter_spacing_4_center", "fs-20,ia-center,ls-4", []),
    styled("bold_underline", "fs-20,tg-b_underline"),
    styled("strikethrough", "fs-20,tg-strikethrough"),
    styled("underline_italic_strikethrough", "fs-20,tg-i_strikethrough_underline"),
    styled("stroke", "fs-20"),
    styled("wobbly", "fs-20", ["wobbly"]),
    styled("wobbly_letter_spacing_4", "fs-20,ls-4", ["wobbly"]),
  ]);

  describe("a stroke is the border of the component, or of the style, around each letter", () => {
    const outlined = written("a", "ff-Arial,fs-20").replace(
      ":t-1",
      ":e-outline-mo-outer_wi-2_bl-0_co-FF0000:t-1",
    );
    for (const components of [
      "l_text:Arial_20_stroke:a,bo_2px_solid_red",
      "l_text:Arial_20_stroke_bo_2px_solid_red:a",
      "l_text:Arial_20_stroke:a,bo_2px_solid_rgb:f00/fl_layer_apply",
    ]) {
      test(components, () => {
        const { printed, ignored } = rewritten(components);
        expect([printed, ignored]).toEqual([canonical(outlined), []]);
      });
    }

    test("and one that cannot be read is named", () => {
      expect(rewritten("l_text:Arial_20_stroke:a,bo_dotted").ignored).toEqual(["bo_dotted"]);
    });
  });

  describe("a font that every system has is drawn in its metric twin", () => {
    const cases: [font: string, family: string | undefined][] = [
      ["Arial", "arimo"],
      ["arial", "arimo"],
      ["Helvetica", "arimo"],
      ["Helvetica%20Neue", "arimo"],
      ["Times", "tinos"],
      ["Times%20New%20Roman", "tinos"],
      ["times%20new%20roman", "tinos"],
      ["Courier", "cousine"],
      ["Courier%20New", "cousine"],
      ["Georgia", "gelasio"],
      ["Roboto", undefined],
      ["Open%20Sans", undefined],
    ];
    for (const [font, family] of cases) {
      test(font, () => {
        const style = font === "Open%20Sans" ? "fs-20" : `ff-${font},fs-20`;
        const token = `l_text:${font}_20:a`;
        const { printed, fates } = rewritten(token);
        expect(printed).toBe(canonical(written("a", style)));
        // Nothing but a shade of the letters' shape is another.
        expect(fates[0]?.unseen).toBe(family === undefined ? undefined : true);
        expect(fates[0]?.fate).toBe(font === "Open%20Sans" ? "exact" : "approximate");
      });
    }
  });

  test("a font that is not the customer's own file is approximate, and says so", () => {
    const { fates, approximate } = rewritten("l_text:Roboto_20_light:a");
    expect(approximate).toEqual(["l_text:Roboto_20_light:a"]);
    expect(fates).toEqual([
      {
        token: "l_text:Roboto_20_light:a",
        fate: "approximate",
        note: "the bundled family in place of Roboto; drawn in the nearest weight that there is",
      },
    ]);
    expect(rewritten("l_text:own.ttf_20:a").fates).toEqual([
      { token: "l_text:own.ttf_20:a", fate: "exact" },
    ]);
  });
});
