import { afterEach, expect, setSystemTime, test } from "bun:test";
import { createNegativeCache } from "../../src/cache/negative-cache.ts";
import { isFresh } from "../../src/cache/original.ts";
import { answerWith } from "../../src/delivery/answer.ts";
import { createAnswerCache } from "../../src/http/answer-cache.ts";
import { meta, terms } from "./rendition.ts";

const now = Date.UTC(2026, 10, 30, 12);
const ahead = now + 365 * 86_400_000;
afterEach(() => setSystemTime());

test("what a clock that was ahead checked is not fresh", () => {
  setSystemTime(new Date(now));
  expect(isFresh({ checkedAt: ahead }, 300)).toBe(false);
  expect(isFresh({ checkedAt: now - 1_000 }, 300)).toBe(true);
  expect(isFresh({ checkedAt: now }, 300)).toBe(true);
  expect(isFresh({ checkedAt: now - 301_000 }, 300)).toBe(false);
});

test("what it found missing is looked for again", () => {
  setSystemTime(new Date(ahead));
  const absences = createNegativeCache(() => 0);
  absences.remember("a", 0, undefined as never);
  expect(absences.find("a")).toBeDefined();
  setSystemTime(new Date(now));
  expect(absences.find("a")).toBeUndefined();
});

test("what it answered is worked out again", () => {
  setSystemTime(new Date(ahead));
  const answers = createAnswerCache(10);
  const entry = { key: "key", file: "/nowhere", bytes: 1, checkedAt: ahead, meta };
  const request = new Request("http://host/a.jpg");
  answers.keep(request, answerWith(entry, ahead + 60_000, terms), answers.cacheEpoch());
  expect(answers.find(request)).toBeDefined();
  setSystemTime(new Date(now));
  expect(answers.find(request)).toBeUndefined();
});
