import { expect, test } from "bun:test";
import { cutAudio, cutVideo, type Packet } from "../../../src/video/plan/key-frame-cut.ts";

/** Frames some seconds apart, of which each `key`th is a key frame. */
function frames(count: number, seconds: number, key: number, first = 0): Packet[] {
  return Array.from({ length: count }, (_, i) => ({
    timestamp: first + i * seconds,
    duration: seconds,
    byteLength: 100,
    type: i % key === 0 ? "key" : "delta",
  }));
}

const whole = { start: 0, end: Number.POSITIVE_INFINITY, origin: 0 };

test("slides are cut no less exactly than films", () => {
  const slides = frames(20, 10, 2);
  expect(() => cutVideo(slides, { ...whole, start: 24 })).toThrow(
    "those around it are at 20.00 and 40.00 seconds",
  );
  expect(cutVideo(slides, { ...whole, start: 20, end: 55 })).toEqual({
    first: 2,
    past: 6,
    from: 20,
    until: 55,
  });
});

test("a frame is meant that begins a little before its rounded second", () => {
  const film = frames(300, 1001 / 30_000, 30);
  expect(cutVideo(film, { ...whole, start: 1, end: 2 }).from).toBeCloseTo(1.001, 6);
  expect(cutVideo(film, { ...whole, start: 3.01 }).from).toBeCloseTo(3.003, 6);
  expect(() => cutVideo(film, { ...whole, start: 3.02 })).toThrow(
    "those around it are at 3.00 and 4.00 seconds",
  );
});

test("a single frame lasts as long as it says, or for a moment", () => {
  expect(cutVideo(frames(1, 2, 1), whole).until).toBe(2);
  expect(cutVideo(frames(1, 0, 1), whole).until).toBeGreaterThan(0);
});

test("what begins behind the end of a film is refused", () => {
  expect(() => cutVideo(frames(100, 0.04, 50), { ...whole, start: 2, end: 1 })).toThrow(
    "needs FFmpeg",
  );
});

test("key frames that there are on one side, or nowhere, are named as such", () => {
  const film = frames(100, 0.04, 50);
  expect(() => cutVideo(film, { ...whole, start: 3 })).toThrow(
    "; the last before it is at 2.00 seconds",
  );
  const one = frames(100, 0.04, 100);
  expect(() => cutVideo(one, { ...whole, start: 3 })).toThrow(
    "; the last before it is at 0.00 seconds",
  );
  const hidden = frames(100, 0.04, 50, -1);
  expect(() => cutVideo(hidden, whole)).toThrow("; the first behind it is at 1.00 seconds");
  expect(() => cutVideo(frames(100, 0.04, 100, -1), whole)).toThrow("; this video has none");
});

test("seconds in messages count from where the file begins", () => {
  const part = { start: 3601, end: 3603, origin: 3600 };
  expect(() => cutVideo(frames(100, 0.04, 50, 3600), part)).toThrow(
    /at 1 seconds .* are at 0.00 and 2.00 seconds/,
  );
});

test("a sound keeps two packets of what lies before it, and none where it is cut", () => {
  const sound = frames(100, 0.02, 1, -0.1);
  expect(cutAudio(sound, whole).first).toBe(3);
  expect(cutAudio(sound, { ...whole, start: 1, end: 1.5 })).toMatchObject({ first: 55, past: 80 });
  expect(cutAudio(frames(100, 0.02, 1), whole).first).toBe(0);
});
