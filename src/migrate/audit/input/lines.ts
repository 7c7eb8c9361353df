import { Failure } from "../../../failure.ts";

/** Characters of a line at most; a longer one is no URL. */
const longest = 16 * 1024;

/**
 * The lines of a text in UTF-8, without their ends. One that is too long is passed over; no more than
 * a piece and such a line is held.
 * @param tooLong called for each that is passed over
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array>,
  tooLong: () => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let skips = false;
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (skips) skips = false;
      else if (line.length > longest) tooLong();
      else yield line.replace(/\r$/, "");
    }
    if (!skips && rest.length > longest) {
      skips = true;
      tooLong();
    }
    if (skips) rest = "";
  }
  if (rest !== "") yield rest;
}

/** What all inputs together may still be. */
export interface Budget {
  bytes: number;
}

/** ELIMIT once there is more than the budget allows. */
export async function* within(
  pieces: AsyncIterable<Uint8Array>,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    budget.bytes -= piece.length;
    if (budget.bytes < 0) throw new Failure("ELIMIT", "The input is too long: expected 100 MB");
    yield piece;
  }
}
