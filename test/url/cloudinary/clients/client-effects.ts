import { actions, type Builders, each, group, levels, only, picture } from "./client-factories.ts";

const Region = group("Region");

export const effects: Builders = {
  pixelate: (make) => [
    ...[make(), make(8), make(8).region(Region.faces()), make(8).region(Region.ocr())],
    make(8).region(Region.custom().x(1).y(2).width(30).height(40)),
  ],
  blur: (make) => [
    ...[make(), make(300), make(300).region(Region.faces()), make(300).region(Region.ocr())],
    make(300).region(Region.custom().x(1).y(2).width(30).height(40)),
  ],
  deshake: levels(16),
  accelerate: levels(50),
  loop: levels(3),
  fadeIn: only(3000),
  fadeOut: only(3000),
  blackwhite: levels(40),
  sepia: levels(50),
  vignette: levels(30),
  oilPaint: levels(40),
  noise: levels(10),
  makeTransparent: (make) => [make(), make(20), make(20).colorToReplace("red")],
  shadow: (make) => [make(), make(50).color("red").offsetX(5).offsetY(6)],
  colorize: (make) => [make(), make(50).color("red")],
  artisticFilter: () => each("ArtisticFilter").map((name) => actions.Effect?.artisticFilter(name)),
  cartoonify: (make) => [make(), make(50).colorReductionLevel(60), make(50).blackwhite()],
  outline: (make) => [
    make(),
    ...each("OutlineMode").map((mode) => make().mode(mode).width(10).blurLevel(100).color("red")),
  ],
  styleTransfer: () => [actions.Effect?.styleTransfer(picture()).strength(15).preserveColor()],
  gradientFade: (make) => [
    make(),
    ...each("GradientFade").map((type) => make().type(type).strength(5).horizontalStartPoint(0.2)),
  ],
  assistColorBlind: (make) => [make(), make().stripesStrength(20), make().xray()],
  simulateColorBlind: (make) => [
    make(),
    ...each("SimulateColorBlind").map((kind) => make().condition(kind)),
  ],
  dither: (make) => [make(), ...each("Dither").map((kind) => make(kind))],
  generativeRemove: (make) => [make().prompt("cup")],
  generativeReplace: (make) => [make().from("cup").to("glass")],
  generativeRecolor: (make) => [make("cup", "red")],
  theme: only("black"),
  extract: only("cup"),
  trim: (make) => [make(), make(20), make(20, "red")],
};

export const adjustments: Builders = {
  brightness: levels(-20),
  red: levels(20),
  sharpen: levels(400),
  saturation: levels(20),
  contrast: levels(20),
  gamma: levels(20),
  green: levels(20),
  blue: levels(20),
  brightnessHSB: levels(20),
  hue: levels(20),
  autoBrightness: levels(20),
  autoColor: levels(20),
  autoContrast: levels(20),
  vibrance: levels(20),
  unsharpMask: levels(200),
  opacityThreshold: levels(20),
  opacity: only(40),
  improve: (make) => [make(), ...each("ImproveMode").map((mode) => make().mode(mode).blend(50))],
  replaceColor: (make) => [make("red"), make("red").tolerance(20).fromColor("#ff00ff")],
  recolor: (make) => [
    make([
      [0.1, 0.2, 0.3],
      [0.4, 0.5, 0.6],
      [0.7, 0.8, 0.9],
    ]),
  ],
  fillLight: (make) => [make(), make().blend(50).bias(20)],
  by3dLut: only("a.3dl"),
  tint: (make) => [make(), make("100:red:blue:yellow"), make("equalize:80:red:0p:white:35p:blue")],
  viesusCorrect: (make) => [make(), make().skinSaturation()],
};
