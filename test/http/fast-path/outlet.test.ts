import { expect, test } from "bun:test";
import fc from "fast-check";
import { createOutlet } from "../../../src/http/fast-path/outlet.ts";

/** Takes as many bytes at a time as it is told. */
function createSink() {
  const taken: number[] = [];
  let room = 0;
  let ended = false;
  return {
    taken,
    grow: (bytes: number) => {
      room += bytes;
    },
    ended: () => ended,
    write(bytes: Uint8Array) {
      const count = Math.min(room, bytes.length);
      room -= count;
      taken.push(...bytes.subarray(0, count));
      return count;
    },
    end() {
      ended = true;
    },
  };
}

test("bytes arrive in order, none twice and none lost, and the end comes after them", () => {
  const step = fc.oneof(
    fc.record({ write: fc.uint8Array({ maxLength: 20 }), borrowed: fc.boolean() }),
    fc.record({ grow: fc.integer({ min: 0, max: 30 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const sink = createSink();
      const outlet = createOutlet(sink);
      const expected: number[] = [];
      for (const one of steps) {
        if ("grow" in one) {
          sink.grow(one.grow);
          outlet.drain();
          continue;
        }
        expected.push(...one.write);
        const bytes = Uint8Array.from(one.write);
        outlet.write(bytes, one.borrowed);
        if (one.borrowed) bytes.fill(0);
      }
      outlet.end();
      expect(sink.ended()).toBe(outlet.empty);
      sink.grow(10_000);
      outlet.drain();
      expect(sink.taken).toEqual(expected);
      expect([sink.ended(), outlet.empty]).toEqual([true, true]);
    }),
  );
});

test("what is written to a closed connection is thrown away", () => {
  const outlet = createOutlet({ write: () => -1, end() {} });
  outlet.write(new Uint8Array(10));
  expect(outlet.empty).toBe(true);
});
