import { expect, test } from "bun:test";
import { createSingleFlight } from "../../src/cache/single-flight.ts";

test("equal work under way is done once; finished work is done again", async () => {
  const flight = createSingleFlight<number>();
  let runs = 0;
  const work = async () => {
    runs += 1;
    await Bun.sleep(5);
    return runs;
  };
  expect(await Promise.all([flight("a", work), flight("a", work), flight("b", work)])).toEqual([
    2, 2, 2,
  ]);
  expect(await flight("a", work)).toBe(3);
});

test("a failure reaches everyone who waits and is not kept", async () => {
  const flight = createSingleFlight<string>();
  const fail = () => Promise.reject(new Error("broken"));
  const both = await Promise.allSettled([flight("a", fail), flight("a", fail)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await flight("a", async () => "mended")).toBe("mended");
});
