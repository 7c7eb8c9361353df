// Installs what bun.lock names. Runs under Node or Bun, when nothing is installed yet.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const installed = process.platform === "win32" ? "node_modules\\.bin\\bun.exe" : "node_modules/.bin/bun";
const bun = process.versions.bun
  ? `"${process.execPath}"`
  : existsSync(installed)
    ? installed
    : `npx --yes bun@${devDependencies.bun}`;
const { status } = spawnSync(`${bun} install --frozen-lockfile --silent`, {
  shell: true,
  stdio: "inherit",
});
process.exit(status ?? 1);
