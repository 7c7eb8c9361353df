import { spawn } from "node:child_process";
import type { Bundle } from "./dashboard-bundle.ts";

let bundle: Promise<Bundle> | undefined;

/**
 * The dashboard's files from a checkout. Another process bundles them once, while this one answers.
 * @param bun the bundler's executable
 */
export function bundleElsewhere(bun: string): Promise<Bundle> {
  bundle ??= run(bun).catch((error) => {
    bundle = undefined;
    throw error;
  });
  return bundle;
}

async function run(bun: string): Promise<Bundle> {
  const module = JSON.stringify(new URL("./dashboard-bundle.ts", import.meta.url).href);
  const program = `import { bundleDashboard } from ${module};
    process.stdout.write(JSON.stringify(bundleDashboard()));`;
  const child = spawn(bun, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const status = await new Promise((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  if (status !== 0) throw new Error("The dashboard was not bundled");
  return JSON.parse(text) as Bundle;
}
