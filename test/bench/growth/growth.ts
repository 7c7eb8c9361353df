import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { preparePhotos, readPhotos } from "../photos.ts";
import { writeSection } from "../section.ts";
import { startServers } from "../servers.ts";
import { byEntries } from "./growing-cache.ts";
import { besideImageFilter, byMegapixels, byRenderers, bySteps } from "./growing-renditions.ts";
import {
  type GrowthRun,
  type GrowthTable,
  growthSection,
  tablePlots,
  tableText,
} from "./growth-table.ts";

// `bun run bench growth`: what a rendition costs as originals, chains, renderers and caches grow.

const usage = `bun run bench growth [flags]
  --only ROWS      megapixels, steps, renderers, image-filter or entries; all when not given
  --binary FILE    the compiled executable instead of the source
  --photos FOLDER  JPEG photos at least 1280 wide, instead of a download
  --rounds N       renditions of each kind (5)
  --quick          the smallest of each kind
  --document       in docs/benchmarks.md besides, with plots
`;

const kinds: Record<string, (run: GrowthRun) => Promise<GrowthTable>> = {
  megapixels: byMegapixels,
  steps: bySteps,
  renderers: byRenderers,
  "image-filter": besideImageFilter,
  entries: byEntries,
};

export async function growth(args: string[]): Promise<void> {
  const { values: flags } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      binary: { type: "string" },
      photos: { type: "string" },
      rounds: { type: "string", default: "5" },
      quick: { type: "boolean", default: false },
      document: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) return void process.stdout.write(usage);
  const chosen = flags.only === undefined ? Object.keys(kinds) : [flags.only];
  if (chosen.some((name) => !kinds[name]) || (flags.only !== undefined && flags.document)) {
    const names = Object.keys(kinds).join(", ");
    throw new Error(`Cannot read --only: expected one of ${names}, without --document`);
  }
  const data = mkdtempSync(join(tmpdir(), "tintype-growth-"));
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  const folder = join(data, "photos");
  mkdirSync(folder);
  const { photos, quick } = flags;
  const binary = flags.binary && resolve(flags.binary);
  const set = photos === undefined ? await preparePhotos(24) : await readPhotos(resolve(photos));
  let count = 0;
  const run: GrowthRun = {
    ...{ folder, data, binary, set, quick },
    rounds: quick ? 1 : Number(flags.rounds),
    async started(more, use) {
      count += 1;
      const servers = await startServers(folder, join(data, `data-${count}`), binary, more);
      try {
        return await use(servers.tintype, servers.ipx);
      } finally {
        await servers.stop();
      }
    },
  };
  const tables: Record<string, GrowthTable> = {};
  for (const [name, measure] of Object.entries(kinds)) {
    if (!chosen.includes(name)) continue;
    process.stderr.write(`${name}\n`);
    tables[name] = await measure(run);
  }
  process.stdout.write(`${Object.values(tables).map(tableText).join("\n\n")}\n`);
  if (!flags.document) return;
  const plots = Object.entries(tables).map(([name, table]) => tablePlots(name, table));
  writeSection(growthSection(tables), Object.assign({}, ...plots));
}
