import { describe, expect, test } from "bun:test";
import { drainTime, hopelessOf } from "../../../src/render/pool/forecast.ts";

interface Asked {
  name: string;
  client: string;
  kind: "render" | "probe";
  original: string;
  deadline: number;
}

/** So many renders of a client, each to be done by the deadline. */
function line(client: string, count: number, deadline = 30_000): Asked[] {
  return Array.from({ length: count }, (_, i) => {
    return { name: `${client}${i + 1}`, client, kind: "render", original: "sea", deadline };
  });
}

/** Each client's jobs take what is given for it; nothing is known of the others'. */
function options(lines: Asked[][], milliseconds: Record<string, number>, renderers = 2) {
  const usual = (client: string | undefined) => milliseconds[client ?? ""];
  return { lines, accounts: { usual }, renderers, now: 0 };
}

function names(hopeless: { task: Asked }[]): string[] {
  return hopeless.map(({ task }) => task.name);
}

describe("what waits", () => {
  test("is refused only when it would be late", () => {
    expect(hopelessOf("a", options([line("a", 100)], { a: 500 }))).toEqual([]);
    const late = hopelessOf("a", options([line("a", 102)], { a: 600 }));
    expect(names(late)).toEqual(["a101", "a102"]);
  });

  test("is late by what is missing, and what is refused makes nothing else late", () => {
    const late = hopelessOf("a", options([line("a", 3, 1_000)], { a: 900 }, 1));
    expect(late.map(({ late }) => late)).toEqual([800, 800]);
  });

  test("is tried when nothing is known of the client's jobs, whatever others' take", () => {
    const lines = [line("slow", 40), line("new", 200)];
    expect(hopelessOf("new", options(lines, { slow: 30_000 }))).toEqual([]);
  });

  test("waits for as much of each other client's work as it is itself, not for more", () => {
    const lines = [line("slow", 40), line("a", 10)];
    expect(hopelessOf("a", options(lines, { slow: 30_000, a: 100 }))).toEqual([]);
    const many = [line("a", 100), line("b", 100), line("c", 1)];
    // Of 2 renderers each of two clients has one: 30 s are worth 60 jobs of half a second.
    expect(names(hopelessOf("a", options(many, { a: 500, b: 500, c: 100 }))).at(0)).toBe("a60");
  });
});

test("everything that waits is done when all renderers have worked it off", () => {
  const lines = [line("a", 100), line("b", 10), line("new", 5)];
  expect(drainTime(options(lines, { a: 100, b: 1_000 }))).toBe(10_000);
});
