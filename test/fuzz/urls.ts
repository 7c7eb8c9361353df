import { imgixParameters } from "../../src/url/imgix/parameters.ts";
import { placement } from "../../src/url/parameters/layer.ts";
import { parameters } from "../../src/url/parameters/parameters.ts";
import { textStyle } from "../../src/url/parameters/text-style.ts";
import cloudinary from "../url/cloudinary/transformations.json";
import imagekit from "../url/imagekit-urls.json";
import type { Random } from "./random.ts";
import { anyValue, damaged } from "./values.ts";

/** URL endpoints of the servers that are fuzzed, and what each has beside the defaults. */
export const endpoints = {
  "": {},
  cld: { urlRewriter: { type: "CLOUDINARY" } },
  kept: { urlRewriter: { type: "CLOUDINARY", preserveAssetDeliveryTypes: true } },
  imgix: { urlRewriter: { type: "IMGIX" } },
  akamai: { urlRewriter: { type: "AKAMAI" } },
  strict: { urlRewriter: { type: "CLOUDINARY" }, strictRewriter: true },
  lenient: { onInvalid: "ignore" },
  named: { namedOnly: true },
  signed: { signing: "unnamed" },
} as const;

/** Names of transformations that the servers know. */
export const names = { thumb: "w-20,h-20", two: "w-40:rt-90", "t.c": "bl-2" };

/** Files that the servers have. */
const originals = ["a.jpg", "b.png", "c.webp", "d.gif", "e.svg", "dir/f g.jpg"];

const akamai = [
  ...[
    "Resize=(300,200)",
    "Resize,width=30,height=20,aspect=ignore",
    "Crop,size=(10,5)",
    "Grayscale",
  ],
  ...["Crop,rect=(1,2,10,5)", "AspectCrop=(2,1),xPosition=.2", "Rotate,degrees=90", "Blur=3"],
  ...["Mirror,horizontal=true", "BackgroundColor=abab50", "Opacity=0.5", "Contrast,contrast=1"],
];

function goodOr(random: Random, good: string, bad: string): string {
  return random.chance(95) ? good : random.pick([bad, anyValue(random)]);
}

/** One parameter of our own form: a good value, a bad one, or any. */
function piece(random: Random): string {
  const [key, { good, bad }] = random.pick(Object.entries(parameters));
  const value = goodOr(random, good, bad);
  return value === "" ? key : `${key}-${value}`;
}

function pieces(random: Random, most: number): string[] {
  return Array.from({ length: 1 + random.below(most) }, () => piece(random));
}

function layer(random: Random, depth: number): string {
  const input = random.pick([...originals.map((name) => name.replace("/", "@@")), "ik_canvas"]);
  const table = random.pick([placement, textStyle]);
  const [key, { good, bad }] = random.pick(Object.entries(table));
  const more = `${key}-${goodOr(random, good, bad)}`;
  const inner = depth < 2 && random.chance(20) ? `,${layer(random, depth + 1)}` : "";
  return random.chance(50)
    ? `l-image,i-${input},${more},${piece(random)}${inner},l-end`
    : `l-text,i-${anyValue(random) || "a"},fs-${1 + random.below(60)},${more}${inner},l-end`;
}

/** A transformation in our own form. */
function own(random: Random): string {
  const steps = Array.from({ length: 1 + random.below(3) }, () => {
    const step = pieces(random, 5);
    if (random.chance(20)) step.push(layer(random, 0));
    if (random.chance(10)) step.push(`n-${random.pick([...Object.keys(names), "none"])}`);
    if (random.chance(8)) {
      const test = `if-${random.pick(["iw", "ar", "h", "ch"])}_${random.pick(["gt", "lte", "eq"])}`;
      step.push(`${test}_${anyValue(random)},${piece(random)},if-else,${piece(random)},if-end`);
    }
    return step.join(",");
  });
  return steps.join(":");
}

const imgixKeys = Object.keys(imgixParameters);
const imgixQuery = (random: Random) =>
  Array.from({ length: 1 + random.below(5) }, () => {
    const key = random.pick(imgixKeys);
    return `${key}=${encodeURIComponent(anyValue(random).toWellFormed())}`;
  }).join("&");

const akamaiQuery = (random: Random) =>
  random.chance(30)
    ? `imwidth=${anyValue(random)}&imdensity=${anyValue(random)}`
    : `im=${Array.from({ length: 1 + random.below(3) }, () => random.pick(akamai)).join(";")}`;

const cloudinaryPath = (random: Random) => {
  const chain = Array.from({ length: 1 + random.below(3) }, () => random.pick(cloudinary));
  const kind = random.pick(["image/upload", "image/private", "image/fetch", "image/authenticated"]);
  const more = random.pick(["", "", "v123/", "s--abcdefgh--/", "demo/"]);
  return `/${random.pick([kind, "image/upload", "images", "f_auto"])}/${more}${chain.join("/")}`;
};

const prefixes = Object.keys(endpoints) as (keyof typeof endpoints)[];

function readable(random: Random): string {
  const prefix = random.pick(prefixes);
  const start = prefix === "" ? "" : `/${prefix}`;
  const file = random.pick([...originals.map(encodeURI), "missing.jpg", "s/e/o"]);
  const forms = [
    () => `${start}/tr:${own(random)}/${file}`,
    () => `${start}/${file}?tr=${own(random)}`,
    () => `${start}/${file}/tr:${own(random)}`,
    () => `${start}/ik-seo/tr:${own(random)}/${file}?ik-attachment=true`,
    () => `/imgix/${file}?${imgixQuery(random)}`,
    () => `/akamai/${file}?${akamaiQuery(random)}`,
    () => `/${random.pick(["cld", "kept", "strict"])}${cloudinaryPath(random)}/${file}`,
    () => `${start}${new URL(random.pick(imagekit).url).pathname}`,
    () => `${start}/${file}?tr=${own(random)}&ik-t=${anyValue(random)}`,
  ];
  return random.pick(forms)();
}

/** A target of any dialect, as it stands or damaged. */
export function anyTarget(random: Random): string {
  const target = readable(random);
  return random.chance(60) ? target : damaged(target, random);
}

/** The same as clients can send it: what no request line may hold is percent-encoded. */
export function sendable(target: string): string {
  const bytes = Buffer.from(target.startsWith("/") ? target : `/${target}`);
  return Array.from(bytes, (byte) =>
    byte > 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`,
  )
    .join("")
    .replace(/#.*$/s, "");
}
