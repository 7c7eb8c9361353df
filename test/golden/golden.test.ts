import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { type Answer, send } from "../support/http.ts";
import { decode } from "../support/pictures.ts";
import { fromCheckout, type RunningServer, startServer } from "../support/tintype.ts";
import { cases, names, standard } from "./cases.ts";
import { originalsFolder } from "./originals.ts";
import { compare } from "./perceptual.ts";
import type { HeaderOf, Row } from "./row.ts";

// `UPDATE_GOLDEN=1 bun test test/golden` stores what comes out now. Look at what has changed before
// you keep it: a stored picture says what is right, not what happens to be made.

const pictures = join(import.meta.dirname, "pictures");
const updating = process.env.UPDATE_GOLDEN === "1";
const key = "private_golden_key";
/** The server refuses more than it can queue. */
const atOnce = 4;

const rows = Object.values(cases).flat();
const answers = new Map<Row, Promise<Answer>>();
let server: RunningServer;
let failures: string | undefined;

beforeAll(async () => {
  server = await startServer(fromCheckout, [await originalsFolder(), "--private-key", key]);
  await Promise.all(Object.entries(names).map(([name, text]) => nameTransformation(name, text)));
  mkdirSync(pictures, { recursive: true });
  askAhead();
});
afterAll(() => server?.stop());

for (const [group, members] of Object.entries(cases)) {
  describe(group, () => {
    for (const row of members) test(row.slice(0, 2).join("  "), () => check(row));
  });
}

test("every stored picture belongs to a case", () => {
  const known = new Set(rows.map(fileOf));
  expect(readdirSync(pictures).filter((name) => !known.has(name))).toEqual([]);
  expect(known.size).toBe(rows.length);
});

async function check(row: Row): Promise<void> {
  const [, , { tolerance = standard, says = {} } = {}] = row;
  const answer = await answers.get(row);
  if (answer?.status !== 200) {
    throw new Error(`The server answers ${answer?.status}: ${answer?.headers.get("ik-error")}`);
  }
  expect(await headerOf(answer.body)).toMatchObject(says);

  const file = join(pictures, fileOf(row));
  if (updating) writeFileSync(file, await stored(answer.body));
  if (!existsSync(file)) throw new Error(`No picture is stored: ${file}`);
  const expected = new Uint8Array(await readFile(file));
  const { distance, picture } = await compare(answer.body, expected);
  if (distance <= tolerance) return;
  const places = await keep(row, { actual: answer.body, expected, difference: await picture() });
  throw new Error(
    [`Differs by ${distance.toFixed(2)}, at most ${tolerance} is allowed`, ...places].join("\n"),
  );
}

/** Asks for all renditions, a few at a time, and lets each test wait for its own. */
function askAhead(): void {
  const left = rows.map((row) => ({ row, ...Promise.withResolvers<Answer>() }));
  for (const { row, promise } of left) {
    answers.set(row, promise);
    // A test that was not chosen waits for nothing; its failure is nobody's.
    promise.catch(() => {});
  }
  for (let i = 0; i < atOnce; i++) {
    void (async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        await ask(next.row).then(next.resolve, next.reject);
      }
    })();
  }
}

function ask([original, transformation, { headers = {} } = {}]: Row): Promise<Answer> {
  const formed = /(?:^|[,:])(?:f|orig)-/.test(transformation);
  const target = `/tr:${transformation}${formed ? "" : ":f-png"}/${original}`;
  return send(server.url, target, { headers });
}

async function nameTransformation(name: string, transformation: string): Promise<void> {
  const { status } = await send(server.url, "/_/api/v1/named-transformations", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
    },
    body: JSON.stringify({ name, transformation }),
  });
  if (status >= 300) throw new Error(`The name ${name} was not taken: ${status}`);
}

async function headerOf(bytes: Uint8Array): Promise<HeaderOf> {
  const { format, hasAlpha, pages, hasExif, hasIcc, orientation } = await decode(bytes);
  const { isProgressive, density } = await sharp(bytes).metadata();
  return {
    format: format as NonNullable<HeaderOf["format"]>,
    hasAlpha,
    pages,
    hasExif,
    hasIcc,
    isProgressive,
    ...(density === undefined ? {} : { density }),
    ...(orientation === undefined ? {} : { orientation }),
  };
}

/** Lossless, and with the colours of what is transparent: nothing is compared that was not made. */
function stored(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).webp({ lossless: true, effort: 6, exact: true }).toBuffer();
}

/** Says its case, and is told from others that say it alike. */
function fileOf([original, transformation]: Row): string {
  const text = `${original}--${transformation}`;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 6);
  const readable = text.replaceAll(/[^A-Za-z0-9.-]+/g, "_").slice(0, 60);
  return `${readable}-${hash}.webp`;
}

async function keep(row: Row, files: Record<string, Uint8Array>): Promise<string[]> {
  failures ??= mkdtempSync(join(tmpdir(), "tintype-golden-"));
  const folder = failures;
  return Promise.all(
    Object.entries(files).map(async ([what, bytes]) => {
      const file = join(folder, `${fileOf(row).replace(/\.webp$/, "")}.${what}.png`);
      writeFileSync(file, await sharp(bytes).png().toBuffer());
      return `${what}: ${file}`;
    }),
  );
}
