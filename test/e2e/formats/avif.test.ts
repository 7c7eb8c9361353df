import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { distance } from "../../support/decode.ts";
import { send } from "../../support/http.ts";
import { quadrants } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// The encoder of AVIF is a file of our own: each way of running the program finds it elsewhere.

const folder = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  const colours = await quadrants(71, 45, { format: "png" });
  const translucent = sharp(colours).ensureAlpha(0.5);
  writeFileSync(join(folder, "colours.png"), colours);
  writeFileSync(join(folder, "alpha.png"), await translucent.clone().png().toBuffer());
  writeFileSync(
    join(folder, "deep.png"),
    await translucent.toColourspace("rgb16").png().toBuffer(),
  );
  writeFileSync(join(folder, "grey.png"), await sharp(colours).greyscale().png().toBuffer());
  const tenBits = join(import.meta.dirname, "../../render/originals/ten-bits.avif");
  copyFileSync(tenBits, join(folder, "ten-bits.avif"));
  server = await startServer(program, [folder]);
}, 60_000);
afterAll(() => server?.stop());

test.each(["colours.png", "alpha.png", "deep.png", "grey.png", "ten-bits.avif"])(
  "%s becomes an AVIF like it",
  async (name) => {
    const { status, body, headers } = await send(server.url, `/tr:f-avif,q-90/${name}`);
    expect([status, headers.get("content-type")]).toEqual([200, "image/avif"]);
    const { compression, bitsPerSample, hasAlpha } = await sharp(body).metadata();
    expect([compression, bitsPerSample]).toEqual(["av1", 8]);
    expect(hasAlpha).toBe(name === "alpha.png" || name === "deep.png");
    const original = await sharp(join(folder, name)).png().toBuffer();
    expect(await distance(body, original)).toBeLessThan(4);
  },
);
