import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Label, Line } from "../../src/cache/index-line.ts";
import { createPendingChanges } from "../../src/cache/pending-changes.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { cacheIn, key } from "./fixture.ts";

const lineOf = (name: string): Line => {
  return { key: name, file: name, bytes: 1, meta: "{}", checkedAt: 1, used: 1 };
};
const ofAnOrigin: Label = { origin: "web.1", path: "a.jpg" };
const madeOf = (source: string): Label => ({ endpoint: "default", sources: [source] });

/** Changes that wait, and what became of them. */
function opened(isBroken = false) {
  const written: string[] = [];
  const lost: string[] = [];
  let transactions = 0;
  const transaction = <T>(work: () => T): T => {
    if (isBroken) throw new Error("database or disk is full");
    transactions += 1;
    return work();
  };
  const pending = createPendingChanges(
    { transaction },
    {
      add: ({ key, checkedAt }) => void written.push(`${key} ${checkedAt}`),
      confirm: (key, checkedAt) => void written.push(`${key} ${checkedAt}`),
      lost: ({ key }) => void lost.push(key),
    },
  );
  return { pending, written, lost, transactions: () => transactions };
}

/** Waits until something is so, for some seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !isSo(); i += 1) await Bun.sleep(5);
  expect(isSo()).toBe(true);
}

test("an original and what is made of it are written in one transaction, when the answer has left", async () => {
  const { pending, written, transactions } = opened();
  pending.add(lineOf("original"), ofAnOrigin);
  await Promise.resolve();
  pending.add(lineOf("rendition"), madeOf("original"));
  expect(pending.added("original")?.bytes).toBe(1);
  expect(written).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(written).toEqual(["original 1", "rendition 1"]);
  expect(transactions()).toBe(1);
  expect(pending.added("original")).toBeUndefined();
});

test("an original of which nothing is made is written a moment later", async () => {
  const { pending, written } = opened();
  pending.add(lineOf("original"), ofAnOrigin);
  await until(() => written.length === 1);
});

test("a line that was found true while it waits is written with that time, and others' times beside it", () => {
  const { pending, written } = opened();
  pending.add(lineOf("new"), ofAnOrigin);
  pending.confirm("new", 5);
  pending.confirm("old", 6);
  expect(pending.added("new")?.checkedAt).toBe(5);
  expect(pending.confirmed("old")).toBe(6);
  pending.flush();
  expect(written).toEqual(["new 5", "old 6"]);
  expect(pending.confirmed("old")).toBeUndefined();
});

test("what adds without a pause is written while it does", () => {
  const { pending, written } = opened();
  const start = performance.now();
  for (let i = 0; performance.now() - start < 10_000 && written.length === 0; i += 1) {
    pending.add(lineOf(`${i}`), ofAnOrigin);
  }
  expect(written.length).toBeGreaterThan(0);
});

test("what the disk has no room for is told to be lost, once", () => {
  const { pending, lost } = opened(true);
  pending.add(lineOf("a"), ofAnOrigin);
  pending.confirm("b", 2);
  pending.flush();
  pending.flush();
  expect(lost).toEqual(["a"]);
  expect(pending.added("a")).toBeUndefined();
});

test("what a client was given is known after a kill", async () => {
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, "killed-after-answer.ts");
  const writer = Bun.spawn([process.execPath, script, folder]);
  await writer.exited;
  expect(writer.signalCode).toBe("SIGKILL");
  const cache = await cacheIn(folder, 1_000_000);
  for (const name of ["original", "rendition"]) expect(cache.peek(key(name))?.bytes).toBe(4);
});
