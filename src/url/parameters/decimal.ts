/** Decimal notation only: no exponent, no hexadecimal, no blanks. `N` in front means minus. */
const decimal = /^N?(?:\d+(?:\.\d+)?|\.\d+)$/;

/** Beyond it a number has no decimal notation of its own any more. */
const largest = 1e15;

/**
 * Reads a number, to six decimals: what is finer makes no difference to an image and would not
 * survive being printed. `N0` is minus zero. Undefined for what is no number, or too large.
 */
export function readDecimal(text: string): number | undefined {
  if (!decimal.test(text) || text.length > 30) return undefined;
  const size = Number(Number(text.replace("N", "")).toFixed(6));
  if (size >= largest) return undefined;
  return text.startsWith("N") ? -size : size;
}

/** The canonical notation of a number; minus zero is plain zero. */
export function printDecimal(value: number): string {
  const digits = String(Number(Math.abs(value).toFixed(6)));
  return value < 0 ? `N${digits}` : digits;
}
