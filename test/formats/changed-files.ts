import { expect } from "bun:test";
import { mustRender } from "../support/rendition.ts";

/** Whole numbers below one that is given, the same in every run. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % below;
  };
}

/** A file that was meddled with comes out as an image, or is refused by one of these codes. */
export async function expectImageOrRefusal(
  file: Uint8Array,
  transformation: string,
  codes: readonly string[] = ["EFORMAT", "ELIMIT"],
): Promise<void> {
  await mustRender(file, transformation).catch((failure) => {
    expect(codes).toContain(failure.code);
  });
}
