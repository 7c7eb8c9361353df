import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { drawText, type TextSpec } from "../../../src/render/engine/text/text.ts";
import { openFontLibrary } from "../../../src/render/fonts/library.ts";
import { readFontNames } from "../../../src/render/fonts/names.ts";
import { unpackedFont } from "../../../src/render/fonts/woff.ts";
import { outlinesOf } from "../../../src/render/fonts/woff2-glyphs.ts";
import { black, transparent } from "../../../src/render/plan/operations.ts";
import { describeUnless } from "../../support/needs.ts";
import { temporaryFolder } from "../../support/tintype.ts";

const missing = Bun.which("woff2_compress") ? undefined : "woff2_compress is not installed";

const folder = temporaryFolder();
const fonts = {
  // Composite letters and instructions; left edges that WOFF2 leaves out.
  gelasio: "@expo-google-fonts/gelasio/400Regular_Italic/Gelasio_400Regular_Italic.ttf",
  sans: "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf",
};

/** A font, and the same as the reference encoder packs it. */
function packed(name: keyof typeof fonts): { plain: string; woff2: string } {
  const plain = join(folder, `${name}.ttf`);
  copyFileSync(Bun.resolveSync(fonts[name], import.meta.dirname), plain);
  const { status } = spawnSync("woff2_compress", [plain]);
  expect(status).toBe(0);
  return { plain, woff2: plain.replace(/ttf$/, "woff2") };
}

const draw = (font: string) => {
  const spec: TextSpec = {
    ...{ text: "Ägypten, fi Œuvre\nŃandú & żółć 0123 ½ @{}?", fontSize: 41, font },
    ...{ bold: false, italic: false, colour: black, background: transparent },
    ...{ align: "left", padding: [2, 2, 2, 2] },
  };
  return drawText(spec);
};

describeUnless(missing, "fonts that are packed for the web", () => {
  for (const name of Object.keys(fonts) as (keyof typeof fonts)[]) {
    test(`${name} draws the same, packed as WOFF2 or WOFF or not at all`, async () => {
      const { plain, woff2 } = packed(name);
      const woff = join(folder, `${name}.woff`);
      writeFileSync(woff, asWoff(readFileSync(plain)));
      const expected = await draw(plain);
      expect(await draw(woff2)).toEqual(expected);
      expect(await draw(woff)).toEqual(expected);
    });
  }

  test("a folder's packed fonts are found by their families", () => {
    const { woff2 } = packed("gelasio");
    const own = temporaryFolder();
    copyFileSync(woff2, join(own, "some.woff2"));
    const found = openFontLibrary(own).find("Gelasio", { bold: false, italic: true });
    expect(found).toMatchObject({ file: join(own, "some.woff2"), face: 0 });
  });

  test("a font is unpacked as far as it is needed", () => {
    const { plain, woff2 } = packed("gelasio");
    for (const file of [readFileSync(woff2), asWoff(readFileSync(plain))]) {
      const names = unpackedFont(file, (tag) => tag === "name");
      expect(readFontNames(names)?.families).toContain("Gelasio");
      expect(names.length).toBeLessThan(unpackedFont(file).length / 3);
    }
  });

  test("a damaged one is told as a font that cannot be read, and no more memory is taken than allowed", async () => {
    const { woff2 } = packed("gelasio");
    const bytes = new Uint8Array(readFileSync(woff2));
    for (const length of [0, 4, 30, 60, 200, bytes.length >> 1, bytes.length - 50]) {
      const file = join(folder, "cut.woff2");
      writeFileSync(file, bytes.subarray(0, length));
      await expect(draw(file)).rejects.toMatchObject({ code: "EFORMAT" });
    }
    // What is changed in the directory is an error or another font, and never hangs.
    for (let at = 12; at < 140; at += 3) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x5a;
      try {
        expect(unpackedFont(changed).length).toBeLessThan(64 * 1024 * 1024);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });
});

test("tables that would be gigabytes together are refused before they are unpacked", () => {
  // Each of 200 tables is the same 16 kB, which hold 16 MB.
  const length = 16 * 1024 * 1024;
  const packed = deflateSync(Buffer.alloc(length));
  const header = Buffer.alloc(44 + 20 * 200);
  header.write("wOFF\0\x01\0\0", "latin1");
  header.writeUInt16BE(200, 12);
  for (let i = 0; i < 200; i += 1) {
    header.write(`t${String(i).padStart(3, "0")}`, 44 + 20 * i);
    for (const [j, value] of [header.length, packed.length, length].entries()) {
      header.writeUInt32BE(value, 48 + 20 * i + 4 * j);
    }
  }
  const bomb = Buffer.concat([header, packed]);
  expect(() => unpackedFont(bomb)).toThrow("A table is too long");
  // And one that says less than it holds.
  header.writeUInt16BE(1, 12);
  header.writeUInt32BE(packed.length + 1, 56);
  expect(() => unpackedFont(Buffer.concat([header, packed]))).toThrow();
});

test("a glyph of more points than a font can number is refused before they are read", () => {
  const contours = Buffer.from([0x7f, 0xff]);
  // 32,767 contours of 65,535 points each.
  const points = Buffer.alloc(3 * 0x7fff, Uint8Array.of(253, 0xff, 0xff));
  const flags = Buffer.alloc(70_000);
  const streams = [contours, points, flags, flags, Buffer.alloc(0), Buffer.alloc(4), flags];
  const header = Buffer.alloc(36);
  header.writeUInt16BE(1, 4);
  for (const [i, { length }] of streams.entries()) header.writeUInt32BE(length, 8 + 4 * i);
  expect(() => outlinesOf(Buffer.concat([header, ...streams]))).toThrow("too many points");
});

/** WOFF 1: each table packed by itself. */
function asWoff(font: Uint8Array): Uint8Array {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const count = view.getUint16(4);
  const header = Buffer.alloc(44 + 20 * count);
  header.write("wOFF", "latin1");
  header.writeUInt32BE(view.getUint32(0), 4);
  header.writeUInt16BE(count, 12);
  const parts: Uint8Array[] = [header];
  let at = header.length;
  for (let i = 0; i < count; i += 1) {
    const record = 12 + 16 * i;
    const [offset, length] = [view.getUint32(record + 8), view.getUint32(record + 12)];
    const table = font.subarray(offset, offset + length);
    const small = deflateSync(table);
    const stored = small.length < length ? small : table;
    header.set(font.subarray(record, record + 4), 44 + 20 * i);
    for (const [j, value] of [at, stored.length, length].entries()) {
      header.writeUInt32BE(value, 48 + 20 * i + 4 * j);
    }
    parts.push(stored);
    at += stored.length;
  }
  return Buffer.concat(parts);
}
