/** The first of each numbered family of X11: `brown1`. The others are darker. */
const families: Record<string, string> = {
  snow: "FFFAFA",
  seashell: "FFF5EE",
  antiquewhite: "FFEFDB",
  bisque: "FFE4C4",
  peachpuff: "FFDAB9",
  navajowhite: "FFDEAD",
  lemonchiffon: "FFFACD",
  cornsilk: "FFF8DC",
  ivory: "FFFFF0",
  honeydew: "F0FFF0",
  lavenderblush: "FFF0F5",
  mistyrose: "FFE4E1",
  azure: "F0FFFF",
  slateblue: "836FFF",
  royalblue: "4876FF",
  blue: "0000FF",
  dodgerblue: "1E90FF",
  steelblue: "63B8FF",
  deepskyblue: "00BFFF",
  skyblue: "87CEFF",
  lightskyblue: "B0E2FF",
  slategray: "C6E2FF",
  lightsteelblue: "CAE1FF",
  lightblue: "BFEFFF",
  lightcyan: "E0FFFF",
  paleturquoise: "BBFFFF",
  cadetblue: "98F5FF",
  turquoise: "00F5FF",
  cyan: "00FFFF",
  darkslategray: "97FFFF",
  aquamarine: "7FFFD4",
  darkseagreen: "C1FFC1",
  seagreen: "54FF9F",
  palegreen: "9AFF9A",
  springgreen: "00FF7F",
  green: "00FF00",
  chartreuse: "7FFF00",
  olivedrab: "C0FF3E",
  darkolivegreen: "CAFF70",
  khaki: "FFF68F",
  lightgoldenrod: "FFEC8B",
  lightyellow: "FFFFE0",
  yellow: "FFFF00",
  gold: "FFD700",
  goldenrod: "FFC125",
  darkgoldenrod: "FFB90F",
  rosybrown: "FFC1C1",
  indianred: "FF6A6A",
  sienna: "FF8247",
  burlywood: "FFD39B",
  wheat: "FFE7BA",
  tan: "FFA54F",
  chocolate: "FF7F24",
  firebrick: "FF3030",
  brown: "FF4040",
  salmon: "FF8C69",
  lightsalmon: "FFA07A",
  orange: "FFA500",
  darkorange: "FF7F00",
  coral: "FF7256",
  tomato: "FF6347",
  orangered: "FF4500",
  red: "FF0000",
  deeppink: "FF1493",
  hotpink: "FF6EB4",
  pink: "FFB5C5",
  lightpink: "FFAEB9",
  palevioletred: "FF82AB",
  maroon: "FF34B3",
  violetred: "FF3E96",
  magenta: "FF00FF",
  orchid: "FF83FA",
  plum: "FFBBFF",
  mediumorchid: "E066FF",
  darkorchid: "BF3EFF",
  purple: "9B30FF",
  mediumpurple: "AB82FF",
  thistle: "FFE1FF",
};

/** How light the four of a family are. */
const shades = [1, 0.932, 0.804, 0.545];

/** Names of X11 that SVG has not. */
const others: Record<string, string> = {
  violetred: "D02090",
  navyblue: "000080",
  lightslateblue: "8470FF",
  lightgoldenrod: "EEDD82",
};

/** Six hexadecimal digits for a colour name of X11 that SVG does not know: `snow3`, `gray42`. */
export function x11Colour(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(others, lower)) return others[lower];
  const [, family = "", number = ""] = /^([a-z]+)(\d{1,3})$/.exec(lower) ?? [];
  if (/^gr[ae]y$/.test(family) && Number(number) <= 100) {
    return hex(Math.round(Number(number) * 2.55)).repeat(3);
  }
  const first = Object.hasOwn(families, family) ? families[family] : undefined;
  const shade = shades[Number(number) - 1];
  if (first === undefined || shade === undefined) return undefined;
  return first.replace(/../g, (pair) => hex(Math.round(Number.parseInt(pair, 16) * shade)));
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0").toUpperCase();
}
