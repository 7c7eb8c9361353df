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

/**
 * `test`, but where this machine does not permit what it needs, its name says so: unlike what is not
 * installed, that is nothing that CI could mend.
 */
export function testUnless(
  reason: string | undefined,
  name: string,
  body: () => Promise<void>,
  milliseconds: number,
): void {
  if (reason === undefined) test(name, body, milliseconds);
  else test.skip(`${name} (not tried: ${reason})`, body);
}
