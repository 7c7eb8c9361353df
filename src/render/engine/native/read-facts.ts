import { type DecodableFormat, formatOf } from "../../../formats.ts";
import type { Facts } from "../../plan/facts.ts";
import { codecOf } from "../load.ts";

/** What a file's header says; undefined where libvips has to judge the file. */
export async function readFacts(
  bytes: Uint8Array,
  format: DecodableFormat,
): Promise<Facts | undefined> {
  if (!formatOf(format).isRuntimes) return undefined;
  const { native } = await codecOf(format);
  try {
    return native?.facts(bytes);
  } catch (error) {
    // A header that ends too early.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
