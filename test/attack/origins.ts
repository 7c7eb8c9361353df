import sharp from "sharp";
import { repeat } from "../fuzz/finding.ts";
import { faultOfImage } from "../fuzz/verdict.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { program, startServer } from "../support/tintype.ts";
import { exchange, type WireAnswer } from "../support/wire.ts";
import { lengths } from "./hostile/lengths.ts";
import { manners } from "./hostile/manners.ts";
import type { Modes, Verdict } from "./hostile/mode.ts";
import { startHostileServer } from "./hostile/server.ts";
import { validators } from "./hostile/validators.ts";
import type { Outcome } from "./outcome.ts";
import { watchPeaks } from "./peaks.ts";
import { startVisitor } from "./visitor.ts";

const modes: Modes = { ...lengths, ...manners, ...validators };
const usual = "as it should be";
const modesAtOnce = 12;
/** After it every request has its answer, the machine's own slowness aside. */
const timeoutSeconds = 12;
const graceSeconds = 15;
const serverMegabytesAtMost = 450;
const flags = [
  ...["--renderers", "1", "--timeout", `${timeoutSeconds}s`, "--private-key", privateKey],
  ...["--max-file-bytes", "50MB", "--max-source-bytes", "20MB"],
];

const statuses: Record<Verdict, number[]> = {
  whole: [200],
  broken: [502, 504],
  absent: [404],
  // A busy machine may be late with what inflates.
  refused: [400, 403, 504],
  believed: [200, 404, 415, 502, 504],
};
const width = 20;

/**
 * Has a server fetch from an origin that lies in one way for each path: the original, an image of
 * it, and both once more, when the origin is asked whether they have changed.
 */
export async function attackFromOrigins(until: number): Promise<Outcome> {
  const image = await photo(1600, 1200, { format: "jpeg" });
  const small = await photo(60, 40, { format: "jpeg" });
  const hostile = await startHostileServer(modes, small);
  const friendly = await startHostileServer({ [usual]: modes[usual] as Modes[string] }, image);
  const server = await startServer(program, flags);
  const call = managementOf(server.url);
  const origins = await addWebOrigin(call, "hostile", hostile.url);
  await putEndpoint(call, { origins: [origins], originalMaxAge: 0 });
  const other = await addWebOrigin(call, "friendly", friendly.url);
  await putEndpoint(call, { urlPrefix: "friendly", origins: [other] });
  const peaks = watchPeaks(server.process.pid as number);
  const visitor = startVisitor(server.url, `/friendly/${encodeURIComponent(usual)}/a.jpg`);
  const reached: string[] = [];
  const seen: Record<string, number> = {};
  let [modesTried, requests, slowestSeconds] = [0, 0, 0];

  const names = Object.keys(modes);
  await repeat({ inputs: names.length, until }, modesAtOnce, async (i) => {
    modesTried += 1;
    const name = names[i] as string;
    const verdict = modes[name]?.verdict as Verdict;
    const path = `/${encodeURIComponent(name)}/a.jpg`;
    for (const target of [path, `/tr:w-${width},f-png${path}`, path, `/tr:w-${width}${path}`]) {
      requests += 1;
      const start = performance.now();
      try {
        const headers = { "X-Forwarded-For": `203.0.113.${i}` };
        const answer = await exchange(server.url, target, { headers });
        const fault = await faultOf(answer, verdict, target === path ? small : undefined);
        if (fault !== undefined) reached.push(`${name}, ${target}: ${fault}`);
        seen[answer.status] = (seen[answer.status] ?? 0) + 1;
      } catch (error) {
        reached.push(`${name}, ${target}: ${error}`);
      }
      slowestSeconds = Math.max(slowestSeconds, (performance.now() - start) / 1000);
    }
  });

  const { answers, slowestMilliseconds, wrong } = await visitor.leave();
  reached.push(...wrong);
  if (slowestSeconds > timeoutSeconds + graceSeconds) reached.push(`${slowestSeconds} s`);
  if (server.process.exitCode !== null) reached.push(`it ended: ${server.log().slice(-2_000)}`);
  const { serverMegabytes } = peaks();
  if (serverMegabytes > serverMegabytesAtMost) reached.push(`it held ${serverMegabytes} MB`);
  await server.stop("SIGKILL");
  for (const each of [hostile, friendly]) each.stop();
  const tried = {
    modes: `${modesTried} of ${names.length}`,
    requests,
    ...seen,
    slowestSeconds: Math.round(slowestSeconds),
    visitorAnswers: answers,
    visitorSlowestMilliseconds: slowestMilliseconds,
    serverMegabytes,
  };
  return { tried, reached };
}

/** @param original what has to come of an origin that has it; undefined for an image made of it */
async function faultOf(
  answer: WireAnswer,
  verdict: Verdict,
  original: Uint8Array | undefined,
): Promise<string | undefined> {
  const { status, headers, body } = answer;
  if (!statuses[verdict].includes(status)) return `${status} for what is ${verdict}`;
  const fault = faultOfImage("GET", answer);
  // What is believed to be an image may be none, and is shown as nothing else.
  const isNone = verdict === "believed" && fault === "undefined as image/jpeg";
  if (fault !== undefined && !isNone) return fault;
  const evil = [...headers].find(([, value]) => value.toLowerCase().includes("evil"));
  if (evil) return `passes on ${evil.join(": ")}`;
  if (verdict !== "whole") return undefined;
  if (original) return Buffer.from(body).equals(original) ? undefined : "other bytes";
  const { width: got } = await sharp(body).metadata();
  return got === width ? undefined : `${got} pixels wide`;
}
