import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repeat } from "../fuzz/finding.ts";
import { faultOfApi, faultOfImage } from "../fuzz/verdict.ts";
import { basic, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { program, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";
import { bombs } from "./bombs/bombs.ts";
import type { Outcome } from "./outcome.ts";
import { watchPeaks } from "./peaks.ts";
import { startVisitor } from "./visitor.ts";

/** A bomb that a renderer gives up after this time is not asked for in another way. */
const tooLate = 504;
const bombsAtOnce = 6;
const flags = ["--renderers", "2", "--timeout", "5s", "--private-key", privateKey];
/** Three times what a server holds that serves a site. */
const serverMegabytesAtMost = 450;

/**
 * Has a server make images of small files that take much. Each is made, or refused in words of the
 * contract; the server holds little, and a visitor's thumbnails are made meanwhile.
 */
export async function attackWithBombs(until: number): Promise<Outcome> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "visited.jpg"), await photo(1600, 1200, { format: "jpeg" }));
  const server = await startServer(program, [folder, ...flags]);
  while (!(await fetch(`${server.url}/_/ready`)).ok) await Bun.sleep(50);
  const peaks = watchPeaks(server.process.pid as number);
  const visitor = startVisitor(server.url, "/visited.jpg");
  const reached: string[] = [];
  const statuses: Record<string, number> = {};
  const late: string[] = [];
  let [bombsTried, requests] = [0, 0];

  async function ask(target: string, name: string): Promise<number> {
    requests += 1;
    const headers = { "X-Forwarded-For": "203.0.113.1", Authorization: basic(privateKey) };
    const isApi = target.startsWith("/_/");
    const answer = await exchange(server.url, target, { headers });
    const fault = isApi ? faultOfApi(answer) : faultOfImage("GET", answer);
    if (fault !== undefined) reached.push(`${target}: ${fault}`);
    const { status } = answer;
    if (!isApi) statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === tooLate && !late.includes(name)) late.push(name);
    return status;
  }

  const all = Object.entries(bombs);
  await repeat({ inputs: all.length, until }, bombsAtOnce, async (i) => {
    const [name, make] = all[i] as (typeof all)[number];
    bombsTried += 1;
    writeFileSync(join(folder, name), await make());
    const targets = [
      ...[`/tr:w-24,f-png/${name}`, `/tr:w-90,h-60,fo-auto,f-webp/${name}`, `/${name}`],
      `/_/api/v1/metadata?url=${encodeURIComponent(`${server.url}/${name}`)}`,
    ];
    for (const target of targets) {
      try {
        if ((await ask(target, name)) === tooLate) break;
      } catch (error) {
        reached.push(`${target}: ${error}`);
      }
    }
  });

  const { answers, slowestMilliseconds, wrong } = await visitor.leave();
  reached.push(...wrong);
  if (server.process.exitCode !== null) reached.push(`it ended: ${server.log().slice(-2_000)}`);
  const { serverMegabytes, rendererMegabytes } = peaks();
  if (serverMegabytes > serverMegabytesAtMost) reached.push(`it held ${serverMegabytes} MB`);
  await server.stop("SIGKILL");
  const tried = {
    bombs: `${bombsTried} of ${all.length}`,
    requests,
    ...statuses,
    late: late.join(" "),
    visitorAnswers: answers,
    visitorSlowestMilliseconds: slowestMilliseconds,
    serverMegabytes,
    rendererMegabytes,
  };
  return { tried, reached };
}
