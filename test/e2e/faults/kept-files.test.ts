import { afterEach, expect, test } from "bun:test";
import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;
afterEach(() => server?.stop("SIGKILL"));

const targets = ["/a.jpg", "/b.jpg", "/tr:w-90/a.jpg", "/tr:w-91/b.jpg", "/notes.txt", "/e.svg"];

async function originals(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(400, 300, { format: "jpeg" }));
  writeFileSync(join(folder, "b.jpg"), await photo(420, 300, { format: "jpeg" }));
  writeFileSync(join(folder, "notes.txt"), "words and words ".repeat(500));
  writeFileSync(join(folder, "e.svg"), '<svg xmlns="http://www.w3.org/2000/svg" width="9"/>');
  return folder;
}

async function answers(): Promise<[number, string][]> {
  const found: [number, string][] = [];
  for (const target of targets) {
    const { status, body } = await send(server.url, target, {
      headers: { "Accept-Encoding": "br" },
    });
    found.push([status, Buffer.from(body).toString("base64")]);
  }
  return found;
}

function keptFiles(): string[] {
  const files = join(server.data, "cache/files");
  return readdirSync(files, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const damages: [what: string, damage: (file: string, i: number, all: string[]) => void][] = [
  [
    "corrupt",
    (file) => {
      const bytes = readFileSync(file);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 255;
      writeFileSync(file, bytes);
    },
  ],
  ["cut", (file) => truncateSync(file, readFileSync(file).length >> 1)],
  ["grown", (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(99)]))],
  ["zeroed", (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length))],
  ["empty", (file) => writeFileSync(file, "")],
  ["swapped", (file, i, all) => copyFileSync(all[(i + 1) % all.length] as string, file)],
];

for (const [what, damage] of damages) {
  test(`kept files that are ${what} after a start are never delivered, nor called damaged`, async () => {
    const folder = await originals();
    server = await startServer(program, [folder]);
    const before = await answers();
    expect(before.every(([status]) => status === 200)).toBe(true);
    await server.stop();
    const files = keptFiles();
    // Originals, renditions and variants: a drawing freed of scripts, a text compressed.
    expect(files.length).toBeGreaterThan(targets.length);
    for (const [i, file] of files.entries()) damage(file, i, files);
    server = await startServer(program, [folder], { data: server.data });
    expect(await answers()).toEqual(before);
    // A rendition alone, of an original that is not asked for.
    expect(await answers()).toEqual(before);
  }, 120_000);
}

test("kept files that are cut or grown while it runs are never delivered", async () => {
  server = await startServer(program, [await originals(), "--memory-max-bytes", "0"]);
  const before = await answers();
  for (const file of keptFiles()) truncateSync(file, 7);
  expect(await answers()).toEqual(before);
  for (const file of keptFiles()) writeFileSync(file, Buffer.alloc(200_000));
  expect(await answers()).toEqual(before);
}, 120_000);
