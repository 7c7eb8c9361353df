import type { Bucket } from "../../origins/bucket.ts";
import type { Fetched } from "../../origins/origin.ts";

/** Keys by the body of what was got there: an origin hands the body on as it is. */
const keys = new WeakMap<ReadableStream, string>();

/** A bucket whose answers tell their keys to `keyOf`. */
export function keyedBucket(bucket: Bucket): Bucket {
  return {
    list: bucket.list,
    async get(key, ...rest) {
      const answer = await bucket.get(key, ...rest);
      if (answer !== undefined && answer !== "unchanged") keys.set(answer.body, key);
      return answer;
    },
  };
}

/** The key of an original that came from a keyed bucket. */
export function keyOf({ body }: Fetched): string | undefined {
  return keys.get(body);
}
