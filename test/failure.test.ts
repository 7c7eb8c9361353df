import { describe, expect, test } from "bun:test";
import { asFailure, Failure, helpFor } from "../src/failure.ts";
import { explainError } from "../src/origins/hints.ts";

describe("a failure", () => {
  test("keeps its code, its field and its cause", () => {
    const cause = new Error("why");
    const failure = new Failure("EINVAL", "Cannot read `w`", { cause, field: "w", retryAfter: 3 });
    expect([failure.status, failure.field, failure.retryAfter]).toEqual([400, "w", 3]);
    expect(asFailure(failure)).toBe(failure);
    expect(failure.cause).toBe(cause);
    expect(new Failure("ENOENT", "Gone").field).toBeUndefined();
  });

  test("of our own making tells a client nothing of its cause", () => {
    const { code, status, message } = asFailure(new TypeError("/etc/secret"));
    expect([code, status, message]).toEqual([
      "EINTERNAL",
      500,
      "Something went wrong inside the server",
    ]);
  });
});

describe("what to change after a failure", () => {
  test("depends on what its reader was after", () => {
    expect(helpFor("EAUTH", "image")).toStartWith("Sign the URL");
    expect(helpFor("EAUTH", "api")).toStartWith("Send the private key");
    expect(helpFor("EAUTH", "origin")).toBeUndefined();
    expect(helpFor("EINTERNAL", "image")).toBeUndefined();
  });

  test("is said of an origin's error without a meaning of its own, and not in place of that", () => {
    const refused = new Failure("EACCES", "The bucket refuses these credentials");
    expect(explainError(refused, () => undefined)).toEqual({
      message: "The bucket refuses these credentials",
      help: "Check the credentials and what they are allowed to do",
    });
    const meant = { message: "The clock is wrong", help: "Set the clock" };
    expect(explainError(refused, () => meant)).toEqual(meant);
    expect(explainError(new Failure("EBUSY", "Full"), () => undefined)).toEqual({
      message: "Full",
    });
  });
});
