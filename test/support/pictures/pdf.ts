import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The photo that pages draw as `/P`. */
const photo = readFileSync(join(import.meta.dirname, "../../../src/demo/sideways.jpg"));

/**
 * A document of pages, each with its size in points and what is drawn on it, with a photo as
 * `/P` and a font as `/F` that every reader has, unless another is named.
 */
export function pdfOf(
  pages: { width: number; height: number; draws: string }[],
  font = "Helvetica",
): Buffer {
  const streams = pages.map(({ draws }) => Buffer.from(draws));
  const objects: Buffer[] = [
    Buffer.from("<</Type/Catalog/Pages 2 0 R>>"),
    Buffer.from(
      `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, i) => `${5 + 2 * i} 0 R`).join(" ")}]>>`,
    ),
    Buffer.from(`<</Type/Font/Subtype/Type1/BaseFont/${font}>>`),
    Buffer.concat([
      Buffer.from(
        "<</Type/XObject/Subtype/Image/Width 1600/Height 1200/ColorSpace/DeviceRGB/BitsPerComponent 8" +
          `/Filter/DCTDecode/Length ${photo.length}>>stream\n`,
      ),
      photo,
      Buffer.from("\nendstream"),
    ]),
    ...pages.flatMap(({ width, height }, i) => [
      Buffer.from(
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${6 + 2 * i} 0 R` +
          "/Resources<</Font<</F 3 0 R>>/XObject<</P 4 0 R>>>>>>",
      ),
      Buffer.concat([
        Buffer.from(`<</Length ${streams[i]?.length}>>stream\n`),
        streams[i] as Buffer,
        Buffer.from("\nendstream"),
      ]),
    ]),
  ];
  const parts: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const offsets: number[] = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  for (const [i, object] of objects.entries()) {
    offsets.push(length());
    parts.push(Buffer.from(`${i + 1} 0 obj\n`), object, Buffer.from("\nendobj\n"));
  }
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}` +
        `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${length()}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
