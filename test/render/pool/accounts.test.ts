import { beforeEach, describe, expect, test } from "bun:test";
import { type Accounts, createAccounts } from "../../../src/render/pool/accounts.ts";

let clock = 0;
let accounts: Accounts;

beforeEach(() => {
  clock = 0;
  accounts = createAccounts(() => clock);
});

/** A client's job, from begin to end. */
function work(client: string, milliseconds: number): void {
  accounts.arrive(client, false);
  const work = accounts.begin(client, "render");
  clock += milliseconds;
  work.end();
}

describe("a client", () => {
  test("is charged for what renderers do for it, while they do it", () => {
    accounts.arrive("a", false);
    const first = accounts.begin("a", "render");
    const second = accounts.begin("a", "render");
    clock += 100;
    expect(accounts.charged("a")).toBe(200);
    first.end();
    first.end();
    clock += 50;
    expect(accounts.charged("a")).toBe(250);
    second.end();
    clock += 1_000;
    expect(accounts.charged("a")).toBe(250);
  });

  test("that comes later has no credit for the time before", () => {
    work("a", 5_000);
    work("a", 5_000);
    accounts.arrive("b", false);
    expect(accounts.charged("b")).toBe(5_000);
    expect(accounts.charged("unknown")).toBe(5_000);
  });

  test("is slow when another one's jobs are much shorter, and not on its own", () => {
    work("slow", 2_000);
    expect(accounts.isSlow("slow")).toBe(false);
    work("quick", 100);
    expect(accounts.isSlow("slow")).toBe(true);
    expect(accounts.isSlow("quick")).toBe(false);
  });

  test("is slow while a job runs, not only after it", () => {
    work("quick", 50);
    accounts.arrive("slow", false);
    accounts.begin("slow", "render");
    expect(accounts.isSlow("slow")).toBe(false);
    clock += 400;
    expect(accounts.isSlow("slow")).toBe(true);
  });

  test("is not slow for what takes a moment, nor beside those that take as long", () => {
    work("a", 250);
    work("b", 20);
    expect(accounts.isSlow("a")).toBe(false);
    work("a", 900);
    work("c", 3_000);
    accounts = createAccounts(() => clock);
    work("a", 900);
    work("c", 3_000);
    expect(accounts.isSlow("c")).toBe(false);
  });

  test("is not slow any more when it has had short jobs only, or the others have gone", () => {
    work("slow", 2_000);
    work("quick", 50);
    expect(accounts.isSlow("slow")).toBe(true);
    clock += 11_000;
    work("slow", 20);
    expect(accounts.isSlow("slow")).toBe(false);
    work("slow", 2_000);
    expect(accounts.isSlow("slow")).toBe(false);
  });
});

test("jobs are predicted by kind and client, from the fourth on, and not by their slow beginning", () => {
  for (const milliseconds of [900, 30, 40]) work("a", milliseconds);
  expect(accounts.usual("a", "render")).toBeUndefined();
  work("a", 50);
  expect(accounts.usual("a", "render")).toBe(40);
  expect(accounts.usual("a", "probe")).toBeUndefined();
  expect(accounts.usual("b", "render")).toBeUndefined();
});
