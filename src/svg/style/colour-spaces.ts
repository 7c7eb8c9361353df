type Triple = [number, number, number];

/** A number, or a percentage of what 100 % stands for; NaN for anything else. */
export function numberOf(text: string, whole: number): number {
  if (text === "none") return 0;
  const [, digits, percent] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/i.exec(text) ?? [];
  if (digits === undefined) return Number.NaN;
  return percent ? (Number(digits) / 100) * whole : Number(digits);
}

const degreesIn: Record<string, number> = { deg: 1, turn: 360, rad: 180 / Math.PI, grad: 0.9 };

function hueOf(text: string): number {
  const [, digits = text, unit = "deg"] = /^(.*?\d\.?)(deg|turn|rad|grad)$/i.exec(text) ?? [];
  const degrees = numberOf(digits, 360) * (degreesIn[unit.toLowerCase()] ?? 1);
  return ((degrees % 360) + 360) % 360;
}

/** What each space makes of its three numbers: red, green and blue of sRGB, 0 to 1. */
export const spaces: Record<string, (first: string, second: string, third: string) => Triple> = {
  rgb: (r, g, b) => [numberOf(r, 255) / 255, numberOf(g, 255) / 255, numberOf(b, 255) / 255],
  rgba: (r, g, b) => [numberOf(r, 255) / 255, numberOf(g, 255) / 255, numberOf(b, 255) / 255],
  hsl: (h, s, l) => fromHsl(hueOf(h), numberOf(s, 100) / 100, numberOf(l, 100) / 100),
  hsla: (h, s, l) => fromHsl(hueOf(h), numberOf(s, 100) / 100, numberOf(l, 100) / 100),
  hwb: (h, w, b) => fromHwb(hueOf(h), numberOf(w, 100) / 100, numberOf(b, 100) / 100),
  lab: (l, a, b) => fromLab(numberOf(l, 100), numberOf(a, 125), numberOf(b, 125)),
  lch: (l, c, h) => fromLab(numberOf(l, 100), ...polar(numberOf(c, 150), hueOf(h))),
  oklab: (l, a, b) => fromOklab(numberOf(l, 1), numberOf(a, 0.4), numberOf(b, 0.4)),
  oklch: (l, c, h) => fromOklab(numberOf(l, 1), ...polar(numberOf(c, 0.4), hueOf(h))),
  srgb: (r, g, b) => [numberOf(r, 1), numberOf(g, 1), numberOf(b, 1)],
  "srgb-linear": (r, g, b) => encoded([numberOf(r, 1), numberOf(g, 1), numberOf(b, 1)]),
  "display-p3": (r, g, b) => fromXyz(times(fromP3, linear(shares(r, g, b), srgbCurve))),
  "a98-rgb": (r, g, b) => fromXyz(times(fromA98, linear(shares(r, g, b), power(563 / 256)))),
  rec2020: (r, g, b) => fromXyz(times(fromRec2020, linear(shares(r, g, b), rec2020Curve))),
  "prophoto-rgb": (r, g, b) => fromD50(times(fromProPhoto, linear(shares(r, g, b), power(1.8)))),
  xyz: (x, y, z) => fromXyz(shares(x, y, z)),
  "xyz-d65": (x, y, z) => fromXyz(shares(x, y, z)),
  "xyz-d50": (x, y, z) => fromD50(shares(x, y, z)),
};

const shares = (...parts: [string, string, string]): Triple => {
  const [first, second, third] = parts;
  return [numberOf(first, 1), numberOf(second, 1), numberOf(third, 1)];
};

function polar(chroma: number, hue: number): [number, number] {
  const angle = (hue * Math.PI) / 180;
  return [chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

function fromHsl(hue: number, saturation: number, lightness: number): Triple {
  const strength = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    return lightness - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4)];
}

function fromHwb(hue: number, white: number, black: number): Triple {
  if (white + black >= 1) {
    const grey = white / (white + black);
    return [grey, grey, grey];
  }
  const [red, green, blue] = fromHsl(hue, 1, 0.5);
  const mix = (channel: number) => channel * (1 - white - black) + white;
  return [mix(red), mix(green), mix(blue)];
}

/** Lightness from 0 to 100, for the white of D50. */
function fromLab(lightness: number, a: number, b: number): Triple {
  const y = (lightness + 16) / 116;
  const cubed = (t: number) => (t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29));
  return fromD50([
    0.9642956764295677 * cubed(y + a / 500),
    cubed(y),
    0.8251046025104602 * cubed(y - b / 200),
  ]);
}

// Source: Björn Ottosson, "A perceptual color space for image processing".
function fromOklab(lightness: number, a: number, b: number): Triple {
  const [l, m, s] = times(
    [
      [1, 0.3963377773761749, 0.2158037573099136],
      [1, -0.1055613458156586, -0.0638541728258133],
      [1, -0.0894841775298119, -1.2914855480194092],
    ],
    [lightness, a, b],
  ).map((root) => root ** 3) as Triple;
  return encoded(
    times(
      [
        [4.0767416360759574, -3.3077115392580616, 0.2309699031821041],
        [-1.2684379732850317, 2.6097573492876887, -0.3413193760026573],
        [-0.0041960761386756, -0.7034186179359361, 1.7076146940746117],
      ],
      [l, m, s],
    ),
  );
}

type Matrix = readonly [Triple, Triple, Triple];

// Source: CSS Color 4, section 18, "Sample code for color conversions".
const toSrgb: Matrix = [
  [3.2409699419045226, -1.537383177570094, -0.4986107602930034],
  [-0.9692436362808796, 1.8759675015077202, 0.0415550574071756],
  [0.0556300796969937, -0.2039769588889765, 1.0569715142428784],
];
const toD65: Matrix = [
  [0.9554734527042182, -0.0230985368742614, 0.0632593086610217],
  [-0.0283697069632081, 1.0099954580058226, 0.021041398966943],
  [0.0123140016883199, -0.0205076964334779, 1.3303659366080753],
];
const fromP3: Matrix = [
  [0.4865709486482162, 0.2656676931690931, 0.1982172852343625],
  [0.2289745640697488, 0.6917385218365064, 0.079286914093745],
  [0, 0.0451133818589026, 1.043944368900976],
];
const fromA98: Matrix = [
  [0.5766690429101305, 0.1855582379065463, 0.1882286462349947],
  [0.2973449752505361, 0.6273635662554661, 0.0752914584939979],
  [0.0270313613864123, 0.0706888525358272, 0.9913375368376388],
];
const fromRec2020: Matrix = [
  [0.6369580483012914, 0.1446169035862083, 0.1688809751641721],
  [0.2627002120112671, 0.6779980715188708, 0.059301716469862],
  [0, 0.0280726930490874, 1.0609850577107909],
];
const fromProPhoto: Matrix = [
  [0.7977666449006423, 0.1351812974005331, 0.0313477341283922],
  [0.2880748288194013, 0.7118352342418731, 0.0000899369387256],
  [0, 0, 0.8251046025104602],
];

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const row = ([a, b, c]: Triple) => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

const fromXyz = (xyz: Triple) => encoded(times(toSrgb, xyz));
const fromD50 = (xyz: Triple) => fromXyz(times(toD65, xyz));

/** Undoes a space's curve, which is the same on both sides of 0. */
function linear(colour: Triple, curve: (value: number) => number): Triple {
  return colour.map((value) => Math.sign(value) * curve(Math.abs(value))) as Triple;
}

const srgbCurve = (value: number) =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
// Source: Recommendation ITU-R BT.2020-2, table 4.
const rec2020Curve = (value: number) =>
  value < 0.08124285829863151
    ? value / 4.5
    : ((value + 0.09929682680944) / 1.09929682680944) ** (1 / 0.45);
const power = (exponent: number) => (value: number) => value ** exponent;

function encoded(colour: Triple): Triple {
  return linear(colour, (value) =>
    value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055,
  );
}
