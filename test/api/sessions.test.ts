import { afterEach, expect, setSystemTime, test } from "bun:test";
import { createKeyThrottle } from "../../src/api/key-throttle.ts";
import { createSessions } from "../../src/api/sessions.ts";

afterEach(() => {
  setSystemTime();
});

const pass = (milliseconds: number) => setSystemTime(new Date(Date.now() + milliseconds));
const hour = 60 * 60 * 1000;

test("a session holds while it is used, and ends after twelve hours of silence", () => {
  const sessions = createSessions();
  const token = sessions.begin();
  expect(token).toMatch(/^[\w-]{43}$/);
  pass(11 * hour);
  expect(sessions.holds(token)).toBe(true);
  pass(11 * hour);
  expect(sessions.holds(token)).toBe(true);
  pass(12 * hour + 1);
  expect(sessions.holds(token)).toBe(false);
});

test("a session ends after seven days, however much it is used", () => {
  const sessions = createSessions();
  const token = sessions.begin();
  for (let days = 0; days < 14; days += 1) {
    pass(11.9 * hour);
    expect(sessions.holds(token)).toBe(true);
  }
  pass(2 * hour);
  expect(sessions.holds(token)).toBe(false);
});

test("a session that was ended is over, and the others go on", () => {
  const sessions = createSessions();
  const [one, other] = [sessions.begin(), sessions.begin()];
  sessions.end(one);
  expect([sessions.holds(one), sessions.holds(other)]).toEqual([false, true]);
  expect(sessions.holds("")).toBe(false);
});

test("no more than a thousand sessions are kept, those in use above all", () => {
  const sessions = createSessions();
  const [used, unused] = [sessions.begin(), sessions.begin()];
  for (let i = 0; i < 999; i += 1) {
    sessions.begin();
    sessions.holds(used);
  }
  expect([sessions.holds(used), sessions.holds(unused)]).toEqual([true, false]);
});

function failTimes(attempts: ReturnType<typeof createKeyThrottle>, times: number, client = "a") {
  for (let i = 0; i < times; i += 1) attempts.failed(client);
  return attempts.wait(client);
}

test("the wait after wrong keys doubles from the fifth on, up to five minutes", () => {
  const waits = [4, 5, 6, 7, 10, 13, 14, 50].map((times) => failTimes(createKeyThrottle(), times));
  expect(waits).toEqual([0, 1, 2, 4, 32, 256, 300, 300]);
});

test("a wait passes, and another address has none", () => {
  const attempts = createKeyThrottle();
  expect(failTimes(attempts, 6)).toBe(2);
  expect(attempts.wait("b")).toBe(0);
  pass(1500);
  expect(attempts.wait("a")).toBe(1);
  pass(600);
  expect(attempts.wait("a")).toBe(0);
});

test("wrong keys are forgotten after a quarter of an hour, and after the right one", () => {
  const attempts = createKeyThrottle();
  failTimes(attempts, 9);
  pass(hour / 4 + 1);
  expect(failTimes(attempts, 4)).toBe(0);
  expect(failTimes(attempts, 5)).toBeGreaterThan(0);
  attempts.forget("a");
  expect(attempts.wait("a")).toBe(0);
});

test("addresses of one IPv6 network count as one, those of IPv4 do not", () => {
  const attempts = createKeyThrottle();
  failTimes(attempts, 6, "2001:db8:0:1::5");
  expect(attempts.wait("2001:db8:0:1:ffff::1")).toBeGreaterThan(0);
  expect(attempts.wait("2001:db8:0:2::5")).toBe(0);
  failTimes(attempts, 6, "192.0.2.1");
  expect(attempts.wait("192.0.2.2")).toBe(0);
});

test("what is remembered of addresses has an end", () => {
  const attempts = createKeyThrottle();
  failTimes(attempts, 6, "first");
  for (let i = 0; i < 10_000; i += 1) attempts.failed(`10.0.${i >> 8}.${i & 255}`);
  expect(attempts.wait("first")).toBe(0);
});
