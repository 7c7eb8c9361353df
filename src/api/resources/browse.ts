import { type Static, Type } from "@sinclair/typebox";
import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import { leavesFolder } from "../../origins/keys.ts";
import type { Listing } from "../../origins/listing.ts";
import { openOrigin } from "../../origins/open.ts";
import type { Origin } from "../../origins/origin.ts";
import type { OriginRecord } from "../../store/records.ts";

export const browseSchema = Type.Object({
  prefix: Type.Optional(
    Type.String({ description: "Folder, with a slash at its end; the root by default" }),
  ),
  cursor: Type.Optional(Type.String({ description: "Of the page before" })),
  limit: Type.Optional(
    Type.Integer({
      description: "Folders and files of one page, 1 to 1000; 100 by default",
      minimum: 1,
      maximum: 1000,
      "x-expected": "a whole number from 1 to 1000",
    }),
  ),
});

/** Milliseconds for one page. */
const timeout = 15_000;

/** Origins that stay open for the next page. */
const openAtMost = 8;

/**
 * Lists folders of origins, page by page. ENOTSUP where an origin cannot be listed, ENOENT for a
 * folder that is not there, otherwise the Failures of an origin.
 */
export function createBrowser() {
  const opened = createLru<Promise<Origin>>(openAtMost);

  function open(record: OriginRecord): Promise<Origin> {
    const key = JSON.stringify(record);
    const known = opened.get(key);
    if (known) return known;
    const origin = openOrigin(record);
    opened.set(key, origin);
    // What could not be opened may be the next time: a variable was set.
    origin.catch(() => opened.delete(key));
    return origin;
  }

  return async function browse(
    record: OriginRecord,
    { prefix = "", cursor, limit = 100 }: Static<typeof browseSchema>,
  ): Promise<Listing> {
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    if (folder.startsWith("/") || leavesFolder(folder)) {
      const got = `\`${prefix.slice(0, 80)}\``;
      const message = `Cannot read \`prefix\`: expected a folder inside, got ${got}`;
      throw new Failure("EINVAL", message, { field: "prefix" });
    }
    const origin = await open(record);
    if (!origin.list) {
      throw new Failure(
        "ENOTSUP",
        "A web server cannot be listed: type the path of a file instead",
      );
    }
    return origin.list({ prefix: folder, cursor, limit }, AbortSignal.timeout(timeout));
  };
}
