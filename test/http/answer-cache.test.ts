import { expect, test } from "bun:test";
import { type Answer, answerWith } from "../../src/delivery/answer.ts";
import { createAnswerCache } from "../../src/http/answer-cache.ts";
import { meta, terms } from "./rendition.ts";

const negotiated = { ...meta, vary: ["Accept"] };

function answer(key = "key"): Answer {
  const entry = { key, file: "/nowhere", bytes: 1, checkedAt: Date.now(), meta: negotiated };
  return answerWith(entry, Date.now() + 60_000, terms);
}

const request = (path: string, accept = "") =>
  new Request(`http://host/${path}`, { headers: { Accept: accept } });

test("answers are counted, and not only URLs: one with many variants takes more room", () => {
  const answers = createAnswerCache(20);
  for (let i = 0; i < 16; i += 1) answers.keep(request("a", `image/${i}`), answer(), 0);
  for (let i = 0; i < 4; i += 1) answers.keep(request(`b${i}`), answer(), 0);
  expect(answers.find(request("a", "image/0"))).toBeDefined();
  answers.keep(request("c"), answer(), 0);
  expect(answers.find(request("a", "image/0"))).toBeUndefined();
  for (let i = 0; i < 4; i += 1) expect(answers.find(request(`b${i}`))).toBeDefined();
  expect(answers.find(request("c"))).toBeDefined();
  for (let i = 0; i < 16; i += 1) {
    expect(answers.find(request("a", `image/${i}`))).toBeUndefined();
  }
});

test("a header that is made up to take memory is not remembered", () => {
  const answers = createAnswerCache(20);
  const long = request("a", `image/webp, ${"x".repeat(2000)}`);
  answers.keep(long, answer(), 0);
  expect(answers.find(long)).toBeUndefined();
});

test("what was worked out before everything was forgotten is not remembered after it", () => {
  const answers = createAnswerCache(20);
  const began = answers.cacheEpoch();
  answers.clear();
  answers.keep(request("a"), answer(), began);
  expect(answers.find(request("a"))).toBeUndefined();
  answers.keep(request("a"), answer(), answers.cacheEpoch());
  expect(answers.find(request("a"))).toBeDefined();
});
