import { describe, expect, test } from "bun:test";
import { createLru } from "../src/lru.ts";

describe("a bounded map", () => {
  test("drops the entry that was used longest ago", () => {
    const lru = createLru<number>(2);
    lru.set("a", 1);
    lru.set("b", 2);
    expect(lru.get("a")).toBe(1);
    lru.set("c", 3);
    expect([lru.peek("a"), lru.peek("b"), lru.peek("c")]).toEqual([1, undefined, 3]);
    expect(lru.size).toBe(2);
  });

  test("keeps its order when an entry is only looked at", () => {
    const lru = createLru<number>(2);
    lru.set("a", 1);
    lru.set("b", 2);
    lru.peek("a");
    lru.set("c", 3);
    expect(lru.values()).toEqual([2, 3]);
  });

  test("counts setting an entry again as a use", () => {
    const lru = createLru<number>(2);
    lru.set("a", 1);
    lru.set("b", 2);
    lru.set("a", 1);
    lru.set("c", 3);
    expect(lru.values()).toEqual([1, 3]);
  });

  test("is bounded by the weight of its values, which is taken again when one grows", () => {
    const lru = createLru<number[]>(5, { weigh: ({ length }) => length });
    const growing = [0];
    lru.set("a", [0, 0]);
    lru.set("b", growing);
    expect(lru.weight).toBe(3);
    growing.push(0, 0);
    lru.set("b", growing);
    expect([lru.size, lru.weight]).toEqual([2, 5]);
    growing.push(0);
    lru.set("b", growing);
    expect([lru.peek("a"), lru.weight]).toEqual([undefined, 4]);
  });

  test("does not keep what is too heavy on its own, nor anything beside it", () => {
    const lru = createLru<string>(3, { weigh: ({ length }) => length });
    lru.set("a", "x");
    lru.set("b", "four");
    expect([lru.size, lru.weight]).toEqual([0, 0]);
  });

  test("tells of every value that goes, once", () => {
    const dropped: string[] = [];
    const lru = createLru<number>(2, { onDrop: (value, key) => dropped.push(`${key}${value}`) });
    lru.set("a", 1);
    lru.set("a", 1);
    lru.set("a", 2);
    lru.set("b", 3);
    lru.set("c", 4);
    lru.delete("b");
    lru.delete("b");
    lru.clear();
    expect(dropped).toEqual(["a1", "a2", "b3", "c4"]);
    expect([lru.size, lru.weight, lru.get("c")]).toEqual([0, 0, undefined]);
  });
});
