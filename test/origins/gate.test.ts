import { expect, test } from "bun:test";
import { gateOf } from "../../src/origins/local-folder/gate.ts";

test("a folder has so much work at once, in the order in which it came", async () => {
  const gate = gateOf("/two at once", 2);
  const held = Promise.withResolvers<void>();
  const begun: number[] = [];
  const works = [0, 1, 2, 3].map((i) =>
    gate(() => {
      begun.push(i);
      return held.promise;
    }),
  );
  await Bun.sleep(0);
  expect(begun).toEqual([0, 1]);
  held.resolve();
  await Promise.all(works);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test("work is dropped whose request ends while it waits, or ended before it came", async () => {
  const gate = gateOf("/one at once", 1);
  const held = Promise.withResolvers<void>();
  const first = gate(() => held.promise);
  let begun = 0;
  const work = async () => {
    begun += 1;
  };
  const request = new AbortController();
  const reason = new Error("The client has gone");
  const waiting = [gate(work, request.signal), gate(work, AbortSignal.abort(reason))];
  request.abort(reason);
  const results = await Promise.allSettled(waiting);
  expect(results).toEqual(waiting.map(() => ({ status: "rejected", reason })));
  held.resolve();
  await first;
  expect(await gate(async () => "the next")).toBe("the next");
  expect(begun).toBe(0);
});

test("a folder has one gate, and others have their own", () => {
  expect(gateOf("/a")).toBe(gateOf("/a"));
  expect(gateOf("/a")).not.toBe(gateOf("/b"));
});
