import { variables } from "../../src/url/parameters/expression.ts";
import type { Random } from "./random.ts";

/** What values are written with, good and bad; most of it is near some limit. */
const words = [
  ...["0", "1", "2", "9", "30", "100", "300", "65535", "65536", "-1", "N1", "N30", "-0", "0.5"],
  ...["1e9", "1e-9", "Infinity", "NaN", "0x10", "9".repeat(30), `0.${"0".repeat(30)}1`, "1.", ".5"],
  ...["true", "false", "auto", "max", "none", "h", "v", "h_v", "center", "face", "top_left", "red"],
  ...[
    "FF0000",
    "FF000080",
    "blurred",
    "dominant",
    "blurred_10",
    "gradient_dominant",
    "1-1",
    "16-9",
  ],
  ...["iw", "ih_div_2", "iw_mul_0.5_add_cw", "bw_sub_0", "iw_div_0", "ih_pow_9", "iw_mod_0"],
  ...["jpg", "png", "webp", "avif", "jxl", "gif", "auto", "svg", "tiff", "bmp"],
  ...["", "_", "-", ":", "@@", "%", "%00", "%0A", "%2F", "%25", "é", "😀", "%F0%9F", "__proto__"],
  ...["constructor", "toString", "a.jpg", "b.png", "missing.jpg", "ik_canvas", "aGVsbG8=", "!a!"],
];

/** A value of any kind: a word, a number, a range, an expression, or several of them. */
export function anyValue(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return String(random.below(3000));
    case 1:
      return String(random.below(10_000) / 100);
    case 2:
      return `${random.below(300)}${random.pick(["_", "-", ",", ":", "x", "."])}${random.below(300)}`;
    case 3:
      return `${random.pick(variables)}_${random.pick(["add", "sub", "mul", "div", "mod", "pow"])}_${random.pick(words)}`;
    case 4:
      return [random.pick(words), random.pick(words)].join(random.pick(["_", "-", ":", ","]));
    default:
      return random.pick(words);
  }
}

/** What is put where it is not expected. */
const intruders = [
  ...["-", "_", ",", ":", "/", "@@", "%", "%2F", "%5C", "%2e%2e", "..", "//", "?", "&", "#", "="],
  ...["l-end", "if-end", "if-else", ",l-text,i-", ",l-image,i-", "tr:", "?tr=", "ik-s=", "s--x--/"],
  ...["%00", "%0A", "%0D%0A", "%C0%AF", "%EF%BF%BD", "😀", "é", "​", " ", "\t", "'", '"', "<"],
  ...["1e9", "NaN", "__proto__", "constructor", "http:", "https%3A%2F%2F127.0.0.1%2F", "$a_1", "!"],
];

/** Damages a text in up to four places: pieces are repeated, left out, doubled in encoding, replaced. */
export function damaged(text: string, random: Random): string {
  let result = text;
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const at = random.below(result.length + 1);
    const end = Math.min(result.length, at + random.below(12));
    const piece = result.slice(at, end);
    const put = [
      () => "",
      () => piece.repeat(2 + random.below(3)),
      () => encodeURIComponent(piece.toWellFormed()),
      () => random.pick(intruders) + piece,
      () => random.pick(intruders),
      () => anyValue(random),
    ];
    result = result.slice(0, at) + random.pick(put)() + result.slice(end);
  }
  return result;
}
