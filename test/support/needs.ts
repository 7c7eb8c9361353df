import { describe, test } from "bun:test";

/** `describe`, but where something is absent it is skipped, or in CI fails, and says why. */
export function describeUnless(reason: string | undefined, name: string, body: () => void): void {
  if (reason === undefined) {
    describe(name, body);
  } else if (process.env.CI === "true") {
    test(`${name}: what it needs is installed`, () => {
      throw new Error(`Cannot be tested: ${reason}`);
    });
  } else {
    describe.skip(`${name} (skipped: ${reason})`, body);
  }
}
