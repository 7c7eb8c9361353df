import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";

/** Where the browser is, by the names that it is installed under. */
const chromiumPath: string | undefined = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => Bun.which(name) ?? undefined)
  .find((path) => path !== undefined && spawnSync(path, ["--version"]).status === 0);

/** Why there is none, for `describeUnless`. */
export const noChromium = chromiumPath === undefined ? "no Chromium is installed" : undefined;

/** @param loopbackName a host name that leads to this machine */
export function startChromium(loopbackName?: string): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("Expected Chromium, found none");
  // Its sandbox needs rights that a container often does not give; every page is a test's own.
  const args = ["--no-sandbox"];
  if (loopbackName) args.push(`--host-resolver-rules=MAP ${loopbackName} 127.0.0.1`);
  return chromium.launch({ executablePath: chromiumPath, args });
}
