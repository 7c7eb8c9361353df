import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomFrom } from "../../fuzz/random.ts";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import { childrenOf } from "../../support/processes.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// `bun test/e2e/faults/kill-rounds.ts [ROUNDS] [SEED]`: kills a server with SIGKILL at random points
// under load, starts it again on what it left, and compares every answer with those before.

/** What came of all rounds. */
interface KillReport {
  rounds: number;
  /** Whole answers. */
  answers: number;
  /** Statuses beside 200. */
  others: Record<string, number>;
  /** Answers with other bytes than before, or fewer than announced. */
  wrong: string[];
  /** Files of the cache that the index does not know after the last start. */
  strays: number;
  /** Renderers that outlived their server. */
  orphans: number;
}

/** So little that files are evicted all the time. */
const cacheFlags = ["--cache-max-bytes", "3MB"];
const pictures = 6;
const widths = 40;

export async function killRounds(rounds: number, seed: number): Promise<KillReport> {
  const random = randomFrom(seed);
  const folder = temporaryFolder();
  for (let i = 0; i < pictures; i += 1) {
    writeFileSync(join(folder, `${i}.jpg`), await photo(400 + i, 300, { format: "jpeg" }));
  }
  const report: KillReport = { rounds, answers: 0, others: {}, wrong: [], strays: 0, orphans: 0 };
  const known = new Map<string, string>();
  const data = join(temporaryFolder(), "data");

  const ask = async (url: string) => {
    const width = 20 + random.below(widths);
    const name = `${random.below(pictures)}.jpg`;
    const target = random.chance(15) ? `/${name}` : `/tr:w-${width},f-png/${name}`;
    const answer = await send(url, target).catch(() => undefined);
    if (!answer) return;
    const { status, headers, body } = answer;
    report.answers += 1;
    if (status !== 200) report.others[status] = (report.others[status] ?? 0) + 1;
    if (Number(headers.get("content-length")) !== body.length) report.wrong.push(`${target}: cut`);
    if (status !== 200) return;
    const hash = Bun.hash(body).toString(36);
    if ((known.get(target) ?? hash) !== hash) report.wrong.push(`${target}: other bytes`);
    known.set(target, hash);
  };

  for (let round = 0; round <= rounds; round += 1) {
    const server = await startServer(program, [folder, ...cacheFlags], { data });
    const isLast = round === rounds;
    const renderers = childrenOf(server.process.pid as number);
    let killed = false;
    const client = async (requests: number) => {
      for (let i = 0; i < requests && !killed; i += 1) await ask(server.url);
    };
    const clients = Promise.all(Array.from({ length: 4 }, () => client(isLast ? 40 : 1_000)));
    if (isLast) {
      await clients;
      report.strays = strays(data);
    } else {
      await Bun.sleep(random.below(1_200));
    }
    await stop(server, isLast ? "SIGTERM" : "SIGKILL");
    killed = true;
    await clients;
    report.orphans += await leftOf(renderers);
  }
  return report;
}

function stop(server: RunningServer, signal: NodeJS.Signals): Promise<number | null> {
  return server.stop(signal);
}

function strays(data: string): number {
  return readdirSync(join(data, "cache/temporary")).length;
}

async function leftOf(pids: readonly number[]): Promise<number> {
  const isThere = (pid: number) =>
    childrenOf(1).includes(pid) || childrenOf(process.pid).includes(pid);
  for (let i = 0; i < 100 && pids.some(isThere); i += 1) await Bun.sleep(100);
  return pids.filter(isThere).length;
}

if (import.meta.main) {
  const [rounds = "100", seed = "1"] = process.argv.slice(2);
  const report = await killRounds(Number(rounds), Number(seed));
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exit(report.wrong.length + report.orphans + report.strays > 0 ? 1 : 0);
}
