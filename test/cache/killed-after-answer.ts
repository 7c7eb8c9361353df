import { writeFileSync } from "node:fs";
import { openDiskCache } from "../../src/cache/disk.ts";
import { key } from "./fixture.ts";

// Adds an original and what was made of it to the cache folder in its first argument, has a turn, as a
// server has when it has sent its answer, and is killed.
const cache = await openDiskCache(process.argv[2] ?? "", 1_000_000);
for (const [name, sources] of [["original"], ["rendition", [key("original")]]] as const) {
  const draft = cache.pendingFile();
  draft.allow(4);
  writeFileSync(draft.file, "made");
  cache.add(key(name), draft, {}, sources ? { endpoint: "default", sources } : { path: "a" });
}
await new Promise((resolve) => setImmediate(resolve));
process.kill(process.pid, "SIGKILL");
