import { existsSync, globSync } from "node:fs";

/** One run of test files, with the program in one of the ways in which it is run. */
interface Pass {
  title: string;
  program: "checkout" | "executable" | "deno";
  /** None named: all there are. */
  files: string[];
}

/**
 * End-to-end files that one pass leaves out, each with its reason. The checkout's leaves out none. What
 * waits or works for long is here only where another way of running the program has no part in what it shows.
 */
const leftOut: Record<"executable" | "deno", Record<string, string>> = {
  // Its runtime and its code are those of the checkout; what differs is where files and renderers come from.
  executable: {
    "test/e2e/load/fairness.test.ts": "whose turn it is at the renderers is decided by one queue",
    "test/e2e/faults/fill.test.ts": "the cache counts its bytes in the same code and runtime",
    "test/e2e/faults/disk-faults.test.ts": "disks fail in the same code and runtime",
    "test/e2e/faults/lost-log.test.ts": "the log is written by the same code and runtime",
    "test/e2e/faults/databases.test.ts": "the same SQLite meets the same damaged files",
    "test/e2e/faults/kept-files.test.ts": "the same code reads the same damaged files",
    "test/e2e/faults/origins.test.ts": "origins fail in the same code and runtime",
    "test/e2e/faults/crowds.test.ts": "connections are held by the same runtime",
    "test/e2e/rewriters/client-urls.test.ts": "URLs of clients are read by the same code",
    "test/e2e/host/recipes.test.ts": "what clients make of the recipes is the same",
  },
  deno: {
    "test/e2e/load/fairness.test.ts": "whose turn it is at the renderers is decided by one queue",
    "test/e2e/faults/fill.test.ts":
      "ten times the bound takes half a minute, whose counting is not the runtime's",
    "test/e2e/rewriters/client-urls.test.ts": "reading the URLs of clients is pure",
    "test/e2e/host/recipes.test.ts": "what clients make of the recipes is the same",
  },
};

export const passes: Pass[] = [
  { title: "Tests", program: "checkout", files: [] },
  {
    title: "End-to-end tests of the executable",
    program: "executable",
    files: endToEnd("executable"),
  },
  { title: "End-to-end tests under Deno", program: "deno", files: endToEnd("deno") },
];

function endToEnd(program: keyof typeof leftOut): string[] {
  const without = leftOut[program];
  const gone = Object.keys(without).filter((file) => !existsSync(file));
  if (gone.length > 0) throw new Error(`test/passes.ts names what is not there: ${gone}`);
  const files = globSync("test/e2e/**/*.test.ts").filter((file) => !(file in without));
  return ["test/dashboard/serving.test.ts", ...files.sort()];
}
