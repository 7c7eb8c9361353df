import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { compare } from "../golden/perceptual.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import { paintPhoto } from "../support/pictures/pixels.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { fromJxl, toJxl, whyNoJxl } from "./djxl.ts";

// Every decodable format × every output format. What comes out is decoded by sharp, JPEG XL by
// djxl, and compared with what sharp itself makes of the same original.

const [width, height] = [240, 160];
const asked = { width: 120, height: 80 };

/** How each original is made. Lossless where the format can: the distance is then the engine's. */
const encoders = {
  jpeg: (picture) => picture.jpeg({ quality: 92, chromaSubsampling: "4:4:4" }).toBuffer(),
  png: (picture) => picture.png().toBuffer(),
  webp: (picture) => picture.webp({ lossless: true }).toBuffer(),
  avif: (picture) => picture.avif({ quality: 90, effort: 2 }).toBuffer(),
  gif: (picture) => picture.gif().toBuffer(),
  tiff: (picture) => picture.tiff({ compression: "lzw" }).toBuffer(),
  jxl: async (picture) => toJxl(await picture.png().toBuffer()),
} satisfies Record<string, (picture: Sharp) => Promise<Uint8Array>>;

type Input = keyof typeof encoders | "svg";
const inputs = [...(Object.keys(encoders) as Input[]), "svg" as const];

/**
 * The greatest distance per output format (ΔE in the worst twentieth of the tiles, see compare()).
 * Measured at q-90, with about half as much again for other versions of the codecs.
 */
const tolerances = { jpg: 5, png: 2.3, webp: 8, avif: 7, jxl: 7, gif: 3 } as const;
type Asked = keyof typeof tolerances;
const mediaTypes = {
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  jxl: "image/jxl",
  gif: "image/gif",
} as const satisfies Record<Asked, string>;

let server: RunningServer;
const folder = temporaryFolder();

beforeAll(async () => {
  server = await startServer(fromCheckout, [folder]);
});
afterAll(() => server?.stop());

const noJxl = whyNoJxl();

for (const input of inputs) {
  for (const alpha of input === "jpeg" ? [false] : [false, true]) {
    const kind = alpha ? `${input} with alpha` : input;
    const outputs: Asked[] = ["jpg", "png", "webp", "avif"];
    if (input === "gif") outputs.push("gif");
    describeUnless(input === "jxl" ? noJxl : undefined, `${kind} as`, () => {
      for (const output of outputs) test(output, () => check(input, alpha, output));
    });
    describeUnless(noJxl, `${kind} as jxl`, () => {
      test("read by djxl", () => check(input, alpha, "jxl"));
    });
  }
}

test("f-gif makes no gif of a webp, only of what was one", async () => {
  for (const [alpha, format] of [
    [false, "jpeg"],
    [true, "png"],
  ] as const) {
    const answer = await send(server.url, `/tr:w-120,f-gif/${await stored("webp", alpha)}`);
    expect(await sharp(answer.body).metadata()).toMatchObject({ format, ...asked });
  }
});

async function check(input: Input, alpha: boolean, output: Asked): Promise<void> {
  const name = await stored(input, alpha);
  const answer = await send(server.url, `/tr:w-120,f-${output},q-90/${name}`);
  if (answer.status !== 200) {
    throw new Error(`The server answers ${answer.status}: ${answer.headers.get("ik-error")}`);
  }
  expect(answer.headers.get("Content-Type")).toBe(mediaTypes[output]);
  const bytes = output === "jxl" ? await fromJxl(answer.body) : answer.body;
  const { format, hasAlpha, ...header } = await sharp(bytes).metadata();
  expect(header).toMatchObject(asked);
  // The HEIF family's only format that is ever written is AVIF.
  if (output !== "jxl")
    expect(answer.headers.get("Content-Type")).toEndWith(format === "heif" ? "avif" : format);
  if (alpha) expect(hasAlpha).toBe(output !== "jpg");
  const { distance } = await compare(bytes, await expectedOf(name, output));
  expect(distance).toBeLessThanOrEqual(tolerances[output]);
}

/** Writes the original into the served folder where it is not yet; its name there. */
async function stored(input: Input, alpha: boolean): Promise<string> {
  const name = `${alpha ? "clear" : "opaque"}.${input}`;
  if (!existsSync(join(folder, name))) {
    writeFileSync(join(folder, name), await original(input, alpha));
  }
  return name;
}

/** What sharp makes of the same original, without loss. */
async function expectedOf(name: string, output: Asked): Promise<Uint8Array> {
  const file = join(folder, name);
  const readable = name.endsWith(".jxl") ? await fromJxl(new Uint8Array(readFileSync(file))) : file;
  const resized = sharp(readable).resize({ ...asked, fit: "fill" });
  // JPEG has no alpha: what is clear becomes white.
  return (output === "jpg" ? resized.flatten({ background: "white" }) : resized).png().toBuffer();
}

async function original(input: Input, alpha: boolean): Promise<Uint8Array> {
  if (input === "svg") return new TextEncoder().encode(drawing(alpha));
  const photo = sharp(paintPhoto(width, height), { raw: { width, height, channels: 3 } });
  return encoders[input](
    alpha ? photo.joinChannel(Buffer.from(fading()), { raw: oneChannel }) : photo,
  );
}

const oneChannel = { width, height, channels: 1 } as const;

/** Clear at the left edge, opaque at the right, and a disc of nothing. */
function fading(): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = Math.hypot(x - width / 2, y - height / 2) < 30;
    return inside ? 0 : Math.round((x / (width - 1)) * 255);
  });
}

function drawing(alpha: boolean): string {
  const ground = alpha ? "" : `<rect width="100%" height="100%" fill="#f4efe6"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky"><stop stop-color="#2a6fdb"/>
      <stop offset="1" stop-color="#f2c14e"/></linearGradient></defs>
    ${ground}<rect x="20" y="20" width="120" height="80" fill="url(#sky)" rx="12"/>
    <circle cx="160" cy="100" r="48" fill="#c0392b" fill-opacity="0.6"/>
    <path d="M20 150 L120 60 L220 150 Z" fill="none" stroke="#222" stroke-width="6"/></svg>`;
}
