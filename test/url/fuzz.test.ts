import { expect, test } from "bun:test";
import fc from "fast-check";
import { Failure } from "../../src/failure.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";
import { transformation } from "./generated.ts";

test("what is printed reads as what it was", () => {
  fc.assert(
    fc.property(transformation, (made) => {
      expect(parseTransformation(printTransformation(made))).toEqual(made);
    }),
    { numRuns: 2000 },
  );
});

/** Damages a text: a piece of it is repeated, left out, or replaced by something unexpected. */
const damage = fc.tuple(
  fc.nat(),
  fc.nat({ max: 12 }),
  fc.oneof(
    fc.constantFrom(..."-_,:@%N.0 "),
    fc.constantFrom("l-end", "if-end", "if-else", ",l-text,i-", "l-image,", "%00", "%F0%9F", "😀"),
    fc.constantFrom("\uD83D", "1e9", "Infinity", "NaN", "__proto__-1", "constructor-", "toString"),
    fc.constant("again"),
  ),
);
const damaged = fc
  .tuple(transformation.map(printTransformation), fc.array(damage, { minLength: 1, maxLength: 4 }))
  .map(([text, damages]) =>
    damages.reduce((before, [place, length, what]) => {
      const at = place % (before.length + 1);
      const end = at + length;
      const middle = what === "again" ? before.slice(at, end).repeat(3) : what;
      return before.slice(0, at) + middle + before.slice(end);
    }, text),
  );

/** What becomes of a text: its canonical spelling, or why it was refused. */
function outcome(text: string): { printed: string } | { failure: Failure } {
  try {
    return { printed: printTransformation(parseTransformation(text)) };
  } catch (error) {
    if (error instanceof Failure) return { failure: error };
    throw error;
  }
}

test("no text makes the reader throw anything but its own failure, and what it reads it prints", () => {
  const text = fc.oneof(
    damaged,
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^(?:(?:w|h|ar|c|rt|fo|x|n|e)-[\w.%:,-]*)+$/),
  );
  fc.assert(
    fc.property(text, (made) => {
      const first = outcome(made);
      if ("failure" in first) {
        expect(["EINVAL", "ELIMIT", "ENOTSUP"]).toContain(first.failure.code);
        expect(first.failure.message.length).toBeLessThan(300);
      } else {
        expect(outcome(first.printed)).toEqual(first);
      }
    }),
    { numRuns: 6000 },
  );
});

test("what cannot be read is left out where it may be, and what is left prints", () => {
  const text = fc.oneof(damaged, fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(text, (made) => {
      const ignored: string[] = [];
      try {
        const read = parseTransformation(made, undefined, (piece) => ignored.push(piece));
        const printed = printTransformation(read);
        expect(printTransformation(parseTransformation(printed))).toEqual(printed);
        if ("printed" in outcome(made)) expect(ignored).toEqual([]);
      } catch (error) {
        expect(["ELIMIT", "ENOTSUP"]).toContain((error as Failure).code);
      }
    }),
    { numRuns: 3000 },
  );
});

test("no text of 8192 characters takes more than 50 ms", () => {
  const starts = [
    "",
    "w-1,",
    "w-",
    "b-",
    "pg-",
    "fo-",
    "ar-",
    "bg-",
    "di-",
    "e-usm-",
    "e-gradient-",
  ];
  const insides = ["l-image,i-a,", "l-text,i-a,pa-", "l-text,ie-", "l-text,i-", "if-"];
  const repeated = [
    ...[
      "w-300,",
      "w-300:",
      ":",
      ",",
      "-",
      "_",
      "@",
      "@@",
      "%",
      "%25",
      "é",
      "😀",
      "\n",
      "9",
      "N",
      "/",
    ],
    ...["ar-1:1,", "ar-1:1:", "i-%,", "i-a,", "l-image,i-%,", "l-text,i-a,", "l-text,i-a,l-end,"],
    ...["l-image,i-a,l-end,", "l-end,", "if-w_gt_1_and_", "if-w_gt_1,", "if-w_gt_1,w-1,if-end:"],
    ...[
      "if-w_gt_1,w-1,if-else,w-2,if-end,",
      "e-gradient-ld-1_",
      "_ld-1",
      "_from-red",
      "_and_",
      "_or_",
    ],
    ...["b-1_", "cr-_", "1_", "1-", "blurred_", "car_", "iw_add_", "w-iw_add_", "ie-AAAA,", "AAAA"],
  ];
  const slow: string[] = [];
  for (const start of [...starts, ...insides]) {
    for (const again of repeated) {
      const text = start + again.repeat(8192 / again.length);
      // The best of three: another process may have had the processor.
      const times = [0, 1, 2].map(() => {
        const began = performance.now();
        outcome(text.slice(0, 8192));
        return performance.now() - began;
      });
      if (Math.min(...times) > 50) slow.push(`${start}…${again}: ${times}`);
    }
  }
  expect(slow).toEqual([]);
});
