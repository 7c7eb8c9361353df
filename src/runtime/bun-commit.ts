import { readCommit } from "./commit.ts" with { type: "macro" };
import type { Commit } from "./commit.ts";

/** The commit that the executable was built of. */
export const commit: Commit | undefined = readCommit();
