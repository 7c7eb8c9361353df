import { existsSync, globSync } from "node:fs";

/** One run of test files, with the program in one of the ways in which it is run. */
interface Pass {
  title: string;
  program: "checkout" | "executable" | "deno";
  /** Two of these are run at once: most of them wait for something most of the time. */
  together: string[];
  /** Those that nothing else runs beside. */
  alone: string[];
}

/**
 * Files, or folders of them, beside which no other test is run, each with its reason. What only gives
 * something time to happen is none of them.
 */
const alone: Record<string, string> = {
  "test/bench/bench.test.ts": "rates are measured",
  "test/dashboard/many.test.ts": "filtering has to be quick",
  "test/dashboard/million.test.ts": "a start and an answer have to be quick",
  "test/e2e/coalescing.test.ts": "a client has to come before what another waits for",
  "test/e2e/host/service.test.ts":
    "it mounts what is mounted again, another test's mount that hangs too",
  "test/e2e/load/": "times of clients are compared",
  "test/e2e/start.test.ts": "a start has to be quick",
  "test/migrate/audit/input.test.ts": "the memory of the test's own process is measured",
  "test/migrate/audit/scale.test.ts": "an audit has to be quick, and small beside a smaller one",
  "test/observe/": "recording has to be quick",
  "test/render/engine/describe.test.ts": "a description has to be quick",
  "test/render/engine/svg.test.ts": "hostile drawings have to be refused quickly",
  "test/render/pool/": "what a renderer does is timed, and one takes all the memory it may have",
  "test/soak/soak.test.ts": "requests of some seconds have to suffice",
  "test/url/cloudinary/fuzz.test.ts": "no text may take long to read",
  "test/url/fuzz.test.ts": "no text may take long to read",
};

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
  pass("Tests", "checkout", globSync("test/**/*.test.ts")),
  pass("End-to-end tests of the executable", "executable", endToEnd("executable")),
  pass("End-to-end tests under Deno", "deno", endToEnd("deno")),
];

function pass(title: string, program: Pass["program"], files: string[]): Pass {
  const isAlone = (file: string) => Object.keys(alone).some((path) => file.startsWith(path));
  const sorted = files.toSorted();
  return {
    title,
    program,
    together: sorted.filter((file) => !isAlone(file)),
    alone: sorted.filter(isAlone),
  };
}

function endToEnd(program: keyof typeof leftOut): string[] {
  const without = leftOut[program];
  const gone = [...Object.keys(without), ...Object.keys(alone)].filter((path) => !existsSync(path));
  if (gone.length > 0) throw new Error(`test/passes.ts names what is not there: ${gone}`);
  const files = globSync("test/e2e/**/*.test.ts").filter((file) => !(file in without));
  return ["test/dashboard/serving.test.ts", ...files];
}
