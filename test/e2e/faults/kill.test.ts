import { expect, test } from "bun:test";
import { killRounds } from "./kill-rounds.ts";

test("whenever the server is killed, it starts again, and no answer is wrong, cut or another's", async () => {
  const { answers, others, wrong, strays, orphans } = await killRounds(4, 5);
  expect(wrong).toEqual([]);
  expect([strays, orphans]).toEqual([0, 0]);
  // A renderer's own failures are honest; so is a queue that is full.
  expect(Object.keys(others).filter((status) => !["500", "503"].includes(status))).toEqual([]);
  expect(answers).toBeGreaterThan(10);
}, 120_000);
