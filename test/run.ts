import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// `npm test`: type check, lint, all tests; closes with the line that counts them.

const folder = mkdtempSync(join(tmpdir(), "tintype-test-"));
const report = join(folder, "report.xml");

function run(what: string, ...command: [string, ...string[]]): boolean {
  process.stdout.write(`${what}\n`);
  const [program, ...args] = command;
  return spawnSync(program, args, { stdio: "inherit" }).status === 0;
}

const checks = [
  run("Type check", "node_modules/.bin/tsc", "-p", "."),
  run("Type check under Deno", "node_modules/.bin/deno", "check", "--quiet", "src/main.ts"),
  run("Lint", "node_modules/.bin/biome", "ci", "--error-on-warnings", "."),
];
const tests = run(
  "Tests",
  process.execPath,
  "test",
  "--timeout",
  "60000",
  // A browser or a disk of a busy machine gets a second attempt; .ci/run names the tests that took it.
  ...(process.env.CI === "true" ? ["--retry=1"] : []),
  "--reporter=junit",
  `--reporter-outfile=${report}`,
  ...process.argv.slice(2),
);

const counted = counts();
const failed = counted.failed + checks.filter((passed) => !passed).length;
const skipped = counted.skipped > 0 ? `, ${counted.skipped} skipped` : "";
process.stdout.write(`${counted.passed} passed, ${failed} failed${skipped}\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(tests && failed === 0 && counted.passed > 0 ? 0 : 1);

/** The runner's own totals, from the first line of its report. */
function counts(): { passed: number; failed: number; skipped: number } {
  try {
    const [totals = ""] = /<testsuites [^>]*>/.exec(readFileSync(report, "utf8")) ?? [];
    const read = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
    const [failed, skipped] = [read("failures") + read("errors"), read("skipped")];
    return { passed: read("tests") - failed - skipped, failed, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
