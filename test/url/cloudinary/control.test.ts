import { describe, expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { amountOf } from "../../../src/url/cloudinary/values/amount.ts";
import { evaluate } from "../../../src/url/parameters/expression.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

function ours(path: string): string | undefined {
  const { transformation } = rewriteCloudinary(path.split("/"), new Map());
  return transformation && printTransformation(transformation);
}

function means(cases: Record<string, string | undefined>): void {
  for (const [cloudinary, expected] of Object.entries(cases)) {
    test(`${cloudinary} is ${expected ?? "the original"}`, () => {
      const parsed = expected === undefined ? undefined : parseTransformation(expected);
      expect(ours(cloudinary)).toBe(parsed && printTransformation(parsed));
    });
  }
}

describe("arithmetic goes from left to right, and ours does not", () => {
  means({
    w_iw_div_2: "w-iw_div_2,c-force",
    w_iw_add_10_mul_2: "w-iw_mul_2_add_20,c-force",
    w_10_add_20_mul_3: "w-90,c-force",
    w_w_sub_10_sub_5: "w-cw_sub_15,c-force",
    h_300_div_ar: "h-300_div_car,c-force",
    w_iw_mul_2_div_ih: "w-iw_mul_2_div_ih,c-force",
    w_iw_mod_100: "w-iw_mod_100,c-force",
    w_iw_mod_100_add_5: undefined,
    w_2_pow_5: "w-32,c-force",
    w_100_div_0: undefined,
    w_100_div_iw_add_ih: "w-100_div_iw_add_ih,c-force",
    "w_ow,h_oh": "w-iw,h-ih,c-force",
    w_fc_mul_100: undefined,
    "c_crop,w_50,h_50,x_w_div_2_sub_25": "w-50,h-50,cm-extract_within,x-cw_div_2_sub_25,y-0",
  });

  test("whatever is written, the value is the same", () => {
    const sizes = { iw: 640, ih: 427, iar: 640 / 427, cw: 300, ch: 200, car: 1.5 };
    const named: Record<string, number> = { ...sizes, w: 300, h: 200, ar: 1.5 };
    const operators: Record<string, (a: number, b: number) => number> = {
      add: (a, b) => a + b,
      sub: (a, b) => a - b,
      mul: (a, b) => a * b,
      div: (a, b) => a / b,
    };
    let seed = 7;
    const pick = <T>(list: readonly T[]): T => {
      seed = (seed * 48_271) % 2_147_483_647;
      return list[seed % list.length] as T;
    };
    let said = 0;
    for (let i = 0; i < 2000; i += 1) {
      const operand = () => pick(["iw", "ih", "w", "h", "ar", "2", "3.5", "10", "0.25", "700"]);
      const words = [operand()];
      let value = named[words[0] as string] ?? Number(words[0]);
      for (let n = 0; n < 1 + (i % 4); n += 1) {
        const [operator, right] = [pick(Object.keys(operators)), operand()];
        words.push(operator, right);
        value = (operators[operator] as typeof Math.pow)(value, named[right] ?? Number(right));
      }
      const amount = amountOf(words.join("_"));
      if (amount === undefined) continue;
      said += 1;
      const made = evaluate(amount, sizes) as number;
      if (Math.abs(made - value) > 1e-4 * Math.max(1, Math.abs(value))) {
        expect({ text: words.join("_"), value: made }).toEqual({ text: words.join("_"), value });
      }
    }
    expect(said).toBeGreaterThan(1900);
  });
});

describe("variables stand for what they were set to", () => {
  means({
    "$x_300/w_$x": "w-300,c-force",
    "$x_300,w_$x,h_$x_div_2": "w-300,h-150,c-force",
    "$a_10,$b_$a_mul_2/w_$b_add_$a": "w-30,c-force",
    "$w_iw_add_10/w_$w_mul_2": "w-iw_mul_2_add_20,c-force",
    "$w_iw_add_10/w_2_mul_$w": undefined,
    "$e_!sepia!/e_$e:40": "e-sepia-40",
    "$c_!rgb:ff0000!/b_$c": "bg-FF0000",
    "$c_red/b_$c": "bg-red",
    "$x_0.5/w_$x": "w-cw_mul_0.5,c-force",
    "$t_ref:!id!/w_$t,h_10": "h-10,c-force",
    "w_$none,h_10": "h-10,c-force",
    "%24x_20/w_%24x": "w-20,c-force",
    "$r_10/r_$r:20:$r": "r-10_20_10_20",
  });

  test("in a text only in brackets: elsewhere a dollar is a dollar", () => {
    const path = "$n_!Ann!,$s_30/l_text:Arial_$s:$(n)%20pays%20$5";
    const { transformation } = rewriteCloudinary(path.split("/"), new Map());
    expect(JSON.stringify(transformation)).toContain('"text":"Ann pays $5"');
    expect(JSON.stringify(transformation)).toContain('"fontSize":30');
  });
});

describe("conditions", () => {
  means({
    "if_w_gt_300/w_300/if_end/e_sepia": "if-w_gt_300,w-300,c-force,if-end:e-sepia",
    "if_w_gt_300/w_300/r_5/if_else/w_100/if_end":
      "if-w_gt_300,w-300,c-force:r-5,if-else,w-100,c-force,if-end",
    "if_w_gt_300,w_300": "if-w_gt_300,w-300,c-force,if-end",
    "if_w_gt_300,w_300/if_else,w_100/e_sepia":
      "if-w_gt_300,w-300,c-force,if-else,w-100,c-force,if-end:e-sepia",
    "if_w_gt_300,w_300/if_else/w_100/if_end":
      "if-w_gt_300,w-300,c-force,if-else,w-100,c-force,if-end",
    "if_ar_gte_16:9_and_iw_lt_500_or_h_eq_2/r_5/if_end":
      "if-ar_gte_16-9_and_iw_lt_500_or_h_eq_2,r-5,if-end",
    "if_w_gt_1/if_h_gt_1/r_5/if_else/r_6/if_end/if_end":
      "if-w_gt_1,if-h_gt_1,r-5,if-else,r-6,if-end,if-end",
    "if_w_gt_1/if_h_gt_1,r_5/if_else/r_6/if_end":
      "if-w_gt_1,if-h_gt_1,r-5,if-end,if-else,r-6,if-end",
    "if_600_lt_w/r_5/if_end": "if-w_gt_600,r-5,if-end",
    "if_w_mul_2_gt_600/r_5/if_end": "if-w_gt_300,r-5,if-end",
    "$x_300/if_w_gt_$x/r_5/if_end": "if-w_gt_300,r-5,if-end",
    "$x_300/if_$x_gt_200/r_5/if_else/r_6/if_end": "r-5",
    "$s_!a:b!/if_!a!_in_$s/r_5/if_end": "r-5",
    "$s_!a!/if_$s_eq_!b!/r_5/if_else/r_6/if_end": "r-6",
    "if_!sale!_in_tags/r_5/if_else/r_6/if_end": "r-6",
    "if_!sale!_in_tags_or_w_gt_5/r_5/if_end": "if-w_gt_5,r-5,if-end",
    "if_fc_gt_0_and_w_gt_5/r_5/if_end": undefined,
    "if_w_gt_-5/r_5/if_end": "r-5",
    "if_w_gt_5/r_5": "if-w_gt_5,r-5,if-end",
    "if_end/r_5/if_else": "r-5",
    "if_w_gt_5/if_end/r_5": "if-w_gt_5,if-end:r-5",
    "if_w_gt_5/f_webp/if_end/f_jpg": "if-w_gt_5,f-webp,if-end:f-jpg",
  });

  test("what is not known here does not hold, and is named", () => {
    const path = "if_!sale!_in_tags/e_gen_restore/if_end/w_10";
    expect(rewriteCloudinary(path.split("/"), new Map()).unsupported).toEqual([
      "if_!sale!_in_tags",
    ]);
  });

  test("a variable that the branches set differently is lost", () => {
    const { unsupported } = rewriteCloudinary(
      "if_w_gt_5/$x_1/if_else/$x_2/if_end/w_$x".split("/"),
      new Map(),
    );
    expect(unsupported).toEqual(["w_$x"]);
    expect(ours("if_w_gt_5/$x_7/if_else/$x_7/if_end/w_$x")).toEndWith("w-7,c-force");
  });
});

describe("the names of named transformations may hold what names there hold", () => {
  const names = new Map([
    ["fit-760w", "w-760"],
    ["a.b", "w-1"],
    ["a", "w-2"],
    ["c", "q-3"],
  ]);
  const cases: [component: string, printed: string][] = [
    ["t_fit-760w", "w-760"],
    ["t_a.b", "w-1"],
    ["t_a", "w-2"],
    ["t_a.c", "w-2,q-3"],
    ["t_a.b.c", "w-1,q-3"],
    ["t_c.a.b", "q-3:w-1"],
  ];
  for (const [component, printed] of cases) {
    test(component, () => {
      const { transformation = [], ignored } = rewriteCloudinary([component], names);
      expect([printTransformation(transformation), ignored]).toEqual([printed, []]);
    });
  }
});
