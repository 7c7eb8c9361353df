import { appendFileSync } from "node:fs";
import { openDiskCache } from "../../src/cache/disk.ts";

// Fills the cache folder in its first argument until somebody kills it.
const cache = await openDiskCache(process.argv[2] ?? "", 1_000_000);
process.stdout.write("writing\n");
for (let i = 0; i < 10_000; i += 1) {
  const content = `${i}.`;
  const bytes = content.length * 200;
  const draft = cache.pendingFile();
  draft.allow(bytes);
  for (let part = 0; part < 200; part += 1) appendFileSync(draft.file, content);
  const key = Buffer.from(`entry ${i}`).toString("hex").padStart(64, "0");
  cache.add(key, draft, { content }, { endpoint: "default", path: `entry ${i}`, asked: "" });
  // Leaves stray files behind, as a renderer that was killed would.
  const stray = cache.pendingFile();
  stray.allow(10);
  appendFileSync(stray.file, "unfinished");
}
