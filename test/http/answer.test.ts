import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerWith } from "../../src/delivery/answer.ts";
import { respond } from "../../src/http/answer.ts";
import { meta, terms } from "./rendition.ts";

/** Whether an answer has its bytes when it is handed over; else the runtime reads them. */
async function hasItsBytes(bytes: number, isLate: boolean): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "tintype-test-"));
  const file = join(folder, "a.jpg");
  writeFileSync(file, new Uint8Array(bytes));
  const entry = { key: "key", file, bytes, checkedAt: 0, meta };
  const occasion = { cache: "miss" as const, timings: {}, id: "1", isLate };
  const response = respond(new Request("http://host/a.jpg"), answerWith(entry, 0, terms), occasion);
  rmSync(folder, { recursive: true });
  return response.arrayBuffer().then(
    (body) => body.byteLength === bytes,
    () => false,
  );
}

test("a late answer of more than some kilobytes is sent by the runtime: its headers leave together", async () => {
  expect(await hasItsBytes(20_000, false)).toBe(true);
  expect(await hasItsBytes(20_000, true)).toBe(false);
  expect(await hasItsBytes(2_000, true)).toBe(true);
});
