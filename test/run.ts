import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passes } from "./passes.ts";
import { denoFile } from "./support/deno.ts";

// `npm test`: type checks, lint, all tests; then the end-to-end tests once more for each other way in
// which the program is run (`passes.ts`). Closes with the line that counts them. `npm test -- FILES`
// runs those alone, one after the other; TINTYPE_TEST_PROGRAM=executable or =deno says what they try.

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const folder = mkdtempSync(join(tmpdir(), "tintype-test-"));
const named = process.argv.slice(2);

const checks = [
  run("Type check", ...tool("tsc", "-p", ".")),
  run("Type check under Deno", denoFile(), "check", "--quiet", "src/main.ts"),
  run("Lint", ...tool("biome", "ci", "--error-on-warnings", ".")),
];
const counts =
  named.length > 0
    ? [runTests("Tests", named)]
    : passes.flatMap(({ title, program, together, alone }) => {
        process.env.TINTYPE_TEST_PROGRAM = program;
        return [
          runTests(title, together, "--parallel=2", "--no-isolate"),
          runTests(`${title}, one file at a time`, alone),
        ];
      });

const sum = (of: keyof Counts) => counts.reduce((total, counted) => total + counted[of], 0);
const failed = sum("failed") + checks.filter((passed) => !passed).length;
const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
process.stdout.write(`${sum("passed")} passed, ${failed} failed${skipped}\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(failed === 0 && counts.every(({ passed }) => passed > 0) ? 0 : 1);

function run(what: string, ...command: string[]): boolean {
  process.stdout.write(`${what}\n`);
  const [program = "", ...args] = command;
  return spawnSync(program, args, { stdio: "inherit" }).status === 0;
}

/** A command of a package, whose script is for Node: Bun runs it where there is none. */
function tool(name: string, ...args: string[]): string[] {
  return [process.execPath, "run", "--bun", name, ...args];
}

function runTests(what: string, files: string[], ...flags: string[]): Counts {
  const report = join(folder, `${what}.xml`);
  const ended = run(
    what,
    process.execPath,
    "test",
    "--timeout",
    "60000",
    // A browser or a disk of a busy machine gets a second attempt; .ci/run names the tests that took it.
    ...(process.env.CI === "true" ? ["--retry=1"] : []),
    "--reporter=junit",
    `--reporter-outfile=${report}`,
    ...flags,
    ...files,
  );
  const counted = countsIn(report);
  // What fails beside the tests counts, too.
  return ended || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

/** The runner's own totals, from the first line of its report. */
function countsIn(report: string): Counts {
  try {
    const [totals = ""] = /<testsuites [^>]*>/.exec(readFileSync(report, "utf8")) ?? [];
    const read = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
    const [failed, skipped] = [read("failures") + read("errors"), read("skipped")];
    return { passed: read("tests") - failed - skipped, failed, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
