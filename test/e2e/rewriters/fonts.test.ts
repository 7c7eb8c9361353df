import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../../support/decode.ts";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;

beforeAll(async () => {
  const [folder, fonts] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(folder, "a.jpg"), await photo(400, 200, { format: "jpeg" }));
  const name = "@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf";
  copyFileSync(Bun.resolveSync(name, import.meta.dirname), join(fonts, "thai.ttf"));
  const arimo = "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf";
  copyFileSync(Bun.resolveSync(arimo, import.meta.dirname), join(fonts, "arimo.ttf"));
  server = await startServer(program, [folder, "--fonts", fonts]);
}, 60_000);
afterAll(() => server?.stop());

async function textIn(font: string) {
  const layer = `l-text,i-Hamburgefonts,fs-30${font === "" ? "" : `,ff-${font}`},l-end`;
  const { status, headers, body } = await send(server.url, `/tr:w-300,f-png,${layer}/a.jpg`);
  expect(status).toBe(200);
  expect((await decode(body)).width).toBe(300);
  return { font: headers.get("x-tintype-font"), body: Buffer.from(body).toString("base64") };
}

test("a text is set in a font of the folder, and nothing stands in", async () => {
  const own = await textIn("Noto%20Sans%20Thai");
  expect(own.font).toBeNull();
  expect(own.body).not.toBe((await textIn("")).body);
  expect(own.body).toBe((await textIn("noto_sans_thai")).body);
});

test("a font that stands in for another is named, also when it is served again", async () => {
  for (const _ of ["made", "kept"]) {
    expect((await textIn("Karla")).font).toBe("Open Sans for Karla");
    expect((await textIn("Arial")).font).toBe("Arimo for Arial");
  }
  expect((await textIn("Karla")).body).toBe((await textIn("")).body);
  expect((await textIn("Open%20Sans")).font).toBeNull();
  expect((await textIn("arimo")).font).toBeNull();
});

test("a letter that the bundled fonts lack is drawn from any font of the folder", async () => {
  const undrawnOf = async (text: string) => {
    const layer = `l-text,i-${encodeURIComponent(text)},fs-30,l-end`;
    const { status, headers } = await send(server.url, `/tr:w-300,f-png,${layer}/a.jpg`);
    expect(status).toBe(200);
    return headers.get("x-tintype-undrawn");
  };
  expect(await undrawnOf("A → B")).toBeNull();
  expect(await undrawnOf("漢")).toBe("U+6F22");
});

test("a folder of fonts that is not there is a mistake in the command", async () => {
  const { status, stderr } = await run(program, ["serve", "--fonts", "/nowhere/at/all"]);
  expect([status, stderr.includes("--fonts")]).toEqual([2, true]);
});
