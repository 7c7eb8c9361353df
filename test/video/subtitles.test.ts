import { describe, expect, test } from "bun:test";
import { Failure } from "../../src/failure.ts";
import { decodeSubtitles, parseSubtitles, scenesOf } from "../../src/video/plan/subtitles.ts";

const texts: [what: string, file: string, cues: [number, number, string][]][] = [
  ["SRT", "1\n00:00:01,000 --> 00:00:02,500\nA\nB\n", [[1, 2.5, "A\nB"]]],
  ["SRT with other ends of lines", "1\r00:00:01,000 --> 00:00:02,000\rA\r", [[1, 2, "A"]]],
  ["WebVTT", "WEBVTT\n\n00:01.000 --> 01:02:03.004 line:0\nA\n", [[1, 3723.004, "A"]]],
  ["hours of three digits", "100:00:00.5 --> 100:00:01.25\nA", [[360_000.5, 360_001.25, "A"]]],
  ["marks", "0:01 --> 0:02\n<c.red><b>A</b></c> &lt;{\\an8}&amp;", [[1, 2, "A <&"]]],
  ["characters by name and number", "0:01 --> 0:02\n&quot;&#39;&#xE9;&#0;", [[1, 2, "\"'é&#0;"]]],
  [
    "no lines between texts",
    "1\n0:01 --> 0:02\nA\n2\n0:03 --> 0:04\nB\n0:05 --> 0:06\n42\n",
    [
      [1, 2, "A"],
      [3, 4, "B"],
      [5, 6, "42"],
    ],
  ],
  ["what ends before it begins", "0:02 --> 0:01\nA\n\n0:03 --> 0:04\nB", [[3, 4, "B"]]],
  ["no text", "0:01 --> 0:02\n\n0:03 --> 0:04\nB", [[3, 4, "B"]]],
];

describe("subtitles", () => {
  for (const [what, file, cues] of texts) {
    test(`of ${what} are read`, () => {
      expect(parseSubtitles(file).map(({ start, end, text }) => [start, end, text])).toEqual(cues);
    });
  }

  const encoded: [what: string, bytes: Buffer, text: string][] = [
    ["UTF-8", Buffer.from("1\nGrüße 你"), "1\nGrüße 你"],
    ["UTF-8 with a mark", Buffer.from("\uFEFF1\nGrüße"), "1\nGrüße"],
    ["UTF-8 with a broken character", Buffer.from([0xc3, 0xbc, 0xff, 0x31]), "ü\uFFFD1"],
    ["UTF-16", Buffer.from("\uFEFF1\nGrüße 你", "utf16le"), "1\nGrüße 你"],
    ["UTF-16 without a mark", Buffer.from("1\nGrüße", "utf16le"), "1\nGrüße"],
    ["big-endian UTF-16", Buffer.from("\uFEFF1\nGrüße", "utf16le").swap16(), "1\nGrüße"],
    ["such without a mark", Buffer.from("1\nGrüße", "utf16le").swap16(), "1\nGrüße"],
    ["Windows-1252", Buffer.from("1\nGr\xfc\xdfe \x93\x80\x94", "latin1"), "1\nGrüße “€”"],
    ["nothing", Buffer.alloc(0), ""],
  ];
  for (const [what, bytes, text] of encoded) {
    test(`in ${what} are decoded`, () => expect(decodeSubtitles(bytes)).toBe(text));
  }

  const broken = [
    ...["", "WEBVTT", "00:61 --> 00:62\nA", "1 --> 2\nA"],
    ...["\0".repeat(10_000), "-->".repeat(9999)],
  ];
  for (const text of broken) {
    test(`${JSON.stringify(text.slice(0, 20))} holds none`, () => {
      expect(() => parseSubtitles(text)).toThrow(Failure);
    });
  }

  test("a file of too many texts is refused", () => {
    expect(() => parseSubtitles("0:01 --> 0:02\nA\n\n".repeat(20_000))).toThrow(/at most 10000/);
  });

  test("follow each other in the part that is made, with what is said at the same time together", () => {
    const cues = parseSubtitles("0:01 --> 0:03\nA\n\n0:02 --> 0:05\nB\n\n0:20 --> 0:21\nC");
    expect(scenesOf(cues, { start: 0.5, seconds: 4 })).toEqual([
      { seconds: 0.5, text: "" },
      { seconds: 1, text: "A" },
      { seconds: 1, text: "A\nB" },
      { seconds: 1.5, text: "B" },
    ]);
    expect(scenesOf(cues, { start: 10, seconds: 2 })).toEqual([{ seconds: 2, text: "" }]);
  });

  test("leave no moment without length between fractions of a second", () => {
    const cues = parseSubtitles("0:00.100 --> 0:00.300\nA\n\n0:00.300 --> 0:00.700\nB");
    expect(scenesOf(cues, { start: 0.1, seconds: 0.2 })).toEqual([{ seconds: 0.2, text: "A" }]);
    expect(scenesOf(cues, { start: 0.1, seconds: 0.6 })).toEqual([
      { seconds: 0.2, text: "A" },
      { seconds: 0.4, text: "B" },
    ]);
  });

  test("that change more often than can be drawn are refused", () => {
    const cues = Array.from({ length: 2000 }, (_, i) => ({ start: i, end: i + 0.5, text: "A" }));
    expect(() => scenesOf(cues, { start: 0, seconds: 3000 })).toThrow(/at most 1000 times/);
  });
});
