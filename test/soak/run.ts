import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Random, randomFrom } from "../fuzz/random.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { animatedGif, photo } from "../support/pictures.ts";
import { childrenOf } from "../support/processes.ts";
import { startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";
import { type Sample, sample } from "./sample.ts";
import { leaveEarly, visit } from "./traffic.ts";

/** What came of it. */
interface SoakReport {
  samples: Sample[];
  requests: number;
  statuses: Record<string, number>;
  /** Answers that the contract does not know, each kind once. */
  faults: string[];
  /** What was done to the server, and how often. */
  done: Record<string, number>;
  /** The server's exit code after SIGTERM. */
  exitCode: number | null;
}

interface SoakOptions {
  seconds: number;
  seed: number;
  /** Seconds between samples, and between faults. */
  every: number;
  heard?(sample: Sample): void;
}

const flags = [
  ...["--private-key", privateKey, "--renderers", "2", "--cache-max-bytes", "40MB"],
  ...["--memory-max-bytes", "16MiB", "--timeout", "20s"],
];
const visitors = 3;

/** Mixed traffic, with faults, for so long; nothing is expected here, only told. */
export async function soak({ seconds, seed, every, heard }: SoakOptions): Promise<SoakReport> {
  const random = randomFrom(seed);
  const folder = await originals();
  let isUp = true;
  const web = await startOriginServer((path) => ({
    ...{ body: isUp ? small : Buffer.from(`none of ${path}`), status: isUp ? 200 : 503 },
  }));
  const small = await photo(400, 300, { format: "jpeg" });
  const server = await startServer(program, [folder, ...flags]);
  const call = managementOf(server.url);
  const id = await addWebOrigin(call, "web", web.url);
  await putEndpoint(call, { urlPrefix: "web", origins: [id], originalMaxAge: 5 });

  const report: SoakReport = {
    ...{ samples: [], requests: 0, statuses: {}, faults: [], done: {}, exitCode: null },
  };
  let latencies: number[] = [];
  let isOver = false;
  const visitor = async () => {
    while (!isOver) {
      const seen = await visit(server.url, random, report.requests);
      report.requests += 1;
      report.statuses[seen.status] = (report.statuses[seen.status] ?? 0) + 1;
      latencies.push(seen.milliseconds);
      if (seen.fault !== undefined && report.faults.length < 50) {
        report.faults.push(`${seen.target}: ${seen.fault}`);
      }
      // As visitors do, who look at what they got.
      await Bun.sleep(random.below(40));
    }
  };
  const all = Array.from({ length: visitors }, visitor);

  const faults: Record<string, () => unknown> = {
    "a renderer killed": () => kill(server, random),
    "an origin down": () => {
      isUp = false;
      setTimeout(() => {
        isUp = true;
      }, every * 500);
    },
    "clients that leave": () =>
      Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          leaveEarly(server.url, `/tr:w-${800 + i + report.requests}/1.jpg`),
        ),
      ),
    "a purge": () =>
      call("POST", "/v1/files/purge", { url: `${server.url}/${random.below(20)}.jpg` }),
    "a changed setting": () =>
      call("POST", "/v1/named-transformations", {
        name: `soak_${report.samples.length}`,
        transformation: "tr:w-20",
      }),
    "a heavy image": () =>
      leaveEarly(server.url, `/tr:w-3000,h-3000,c-force,bl-60,f-avif/${random.below(20)}.jpg`),
  };

  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  for (let next = every; elapsed() < seconds; next += every) {
    await Bun.sleep(Math.max(0, Math.min(next, seconds) - elapsed()) * 1000);
    const taken = sample(server.process.pid as number, elapsed(), latencies);
    latencies = [];
    report.samples.push(taken);
    heard?.(taken);
    const name = random.pick(Object.keys(faults));
    report.done[name] = (report.done[name] ?? 0) + 1;
    await faults[name]?.();
  }
  isOver = true;
  await Promise.all(all);
  report.exitCode = await server.stop();
  web.stop();
  return report;
}

async function originals(): Promise<string> {
  const folder = temporaryFolder();
  // One image under many names is many originals.
  const image = await photo(1200, 800, { format: "jpeg" });
  for (let i = 0; i < 20; i += 1) writeFileSync(join(folder, `${i}.jpg`), image);
  for (let i = 0; i < 5; i += 1) {
    const whole = await photo(400, 300, { format: "jpeg" });
    writeFileSync(join(folder, `damaged-${i}.jpg`), whole.subarray(0, 300 + 900 * i));
  }
  writeFileSync(join(folder, "moves.gif"), await animatedGif(120, 80, 6));
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle r="20"/></svg>';
  writeFileSync(join(folder, "drawing.svg"), drawing);
  return folder;
}

function kill(server: RunningServer, random: Random): void {
  const renderers = childrenOf(server.process.pid as number);
  if (renderers.length === 0) return;
  try {
    process.kill(random.pick(renderers), "SIGKILL");
  } catch {
    // It was replaced meanwhile.
  }
}
