// Installs what bun.lock names. Runs under Node or Bun, when nothing is installed yet.
// Says so the first time.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const installed = process.platform === "win32" ? "node_modules\\.bin\\bun.exe" : "node_modules/.bin/bun";
const bun = process.versions.bun
  ? `"${process.execPath}"`
  : existsSync(installed)
    ? installed
    : `npx --yes bun@${devDependencies.bun}`;
const locked = readFileSync("bun.lock", "utf8").match(/^ {4}"[^"]+": \["/gm)?.length;
if (!existsSync("node_modules")) {
  process.stdout.write(`Installing ${locked} packages into node_modules, as bun.lock names them\n`);
}
const { status } = spawnSync(`${bun} install --frozen-lockfile --silent`, {
  shell: true,
  stdio: "inherit",
});
process.exit(status ?? 1);
