import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { converted } from "../formats/converters.ts";
import { deflatedPsd } from "../support/pictures/psd.ts";
import { mustRender } from "../support/rendition.ts";
import { randomFrom } from "./random.ts";

// `bun test/fuzz/one-renderer.ts`: damaged documents and photographs, one after the other through the
// decoders of a single process. Each ends in an image or in a refusal by name, and the memory that the
// second half of them takes beside that of the first is told. Ends with 1 where anything else happened.

const { values } = parseArgs({
  options: { inputs: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const inputs = Number(values.inputs);
const random = randomFrom(Number(values.seed));

const photo = join(import.meta.dirname, "../../src/demo/coast.jpg");
const png = await sharp(photo).resize(64, 42).png().toBuffer();
const made = (extension: string, ...program: string[]) =>
  converted(png, "png", extension, (from, to) => [...program, from, "-o", to]);
const byImageMagick = (extension: string, ...options: string[]) =>
  converted(png, "png", extension, (from, to) => ["convert", from, ...options, to]);

const files: Record<string, Uint8Array> = {
  heic: made("heic", "heif-enc", "-q", "70"),
  psd: byImageMagick("psd", "-compress", "RLE"),
  "deflated psd": deflatedPsd(byImageMagick("psd", "-compress", "None"), {
    width: 64,
    height: 42,
    bits: 8,
    predicts: true,
  }),
  pdf: Buffer.from(
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
      "2 0 obj<</Type/Pages/Count 1/Kids[4 0 R]>>endobj\n" +
      "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n" +
      "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 70]/Contents 5 0 R" +
      "/Resources<</Font<</F 3 0 R>>>>>>endobj\n" +
      "5 0 obj<</Length 71>>stream\n1 0 0 rg 10 10 30 30 re f BT /F 12 Tf 20 40 Td (A page) Tj ET 0 g 5 5 m S\n" +
      "endstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n",
  ),
  ico: byImageMagick("ico"),
  tga: byImageMagick("tga", "-compress", "RLE"),
  ppm: byImageMagick("ppm"),
};

/** Refusals that a hostile file may end in. */
const refusals = ["EFORMAT", "ELIMIT", "ETIMEOUT"];
let findings = 0;

for (const [name, good] of Object.entries(files)) {
  const ends: Record<string, number> = {};
  const resident: number[] = [];
  for (let i = 0; i < inputs; i += 1) {
    const end = await endOf(mutated(good));
    ends[end] = (ends[end] ?? 0) + 1;
    if (i === Math.floor(inputs / 2) || i === inputs - 1) {
      Bun.gc(true);
      resident.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
    }
  }
  process.stdout.write(`${JSON.stringify({ name, ...ends, residentMegabytes: resident })}\n`);
}
process.exit(findings === 0 ? 0 : 1);

async function endOf(bytes: Uint8Array): Promise<string> {
  try {
    await mustRender(bytes, "w-20,f-png");
    return "image";
  } catch (failure) {
    const code = (failure as { code?: string }).code ?? String(failure);
    if (refusals.includes(code)) return code;
    findings += 1;
    return `finding: ${code}`;
  }
}

/** A copy with a few bytes changed, most of them at its start, some of them cut off. */
function mutated(good: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(good);
  for (let n = random.below(8); n >= 0; n -= 1) {
    const within = random.below(2) === 0 ? Math.min(400, bytes.length) : bytes.length;
    bytes[random.below(within)] = random.below(256);
  }
  return random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}
