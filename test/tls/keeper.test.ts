import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../src/runtime/listening.ts";
import { IssueError } from "../../src/tls/issuer.ts";
import { keepCertificate } from "../../src/tls/keeper.ts";
import type { AcmeState } from "../../src/tls/state.ts";
import { makeCertificate } from "../support/certificates.ts";
import { temporaryFolder } from "../support/tintype.ts";

const silent = { info() {}, warn() {} };

function certificateFor(...names: string[]): Certificate {
  const { chain, key } = makeCertificate(temporaryFolder(), "made", names);
  return { chain: readFileSync(chain, "utf8"), key: readFileSync(key, "utf8") };
}

interface Situation {
  names: string[];
  /** Names that cannot be reached, and why; changes may be made while it runs. */
  unreached?: Map<string, string>;
  issue(names: readonly string[]): Promise<Certificate>;
  folder?: string;
  delays?: { name?: number; unreachable?: number; refused?: number; longest?: number };
}

/** Keeps a certificate until the test has seen enough. */
function keeping({
  names,
  unreached = new Map(),
  issue,
  folder = temporaryFolder(),
  delays,
}: Situation) {
  const states: AcmeState[] = [];
  const shown: Certificate[] = [];
  const orders: string[] = [];
  const times: number[] = [];
  const keeper = keepCertificate({
    names,
    folder,
    issue(wanted) {
      orders.push(wanted.join(","));
      times.push(performance.now());
      return issue(wanted);
    },
    whyNot: async (name) => unreached.get(name),
    changed: (certificate) => void shown.push(certificate),
    log: silent,
    tellState: (state) => void states.push(state),
    delays: delays ?? {},
  });
  const until = async (look: () => boolean) => {
    for (let tries = 0; tries < 1000 && !look(); tries += 1) await Bun.sleep(10);
    expect(look()).toBe(true);
  };
  return { ...keeper, states, shown, orders, times, until };
}

test("waits twice as long after each refusal, and tells when it tries again", async () => {
  const kept = keeping({
    names: ["a.test"],
    issue: () => Promise.reject(new IssueError("authority refused: no", true, undefined)),
    delays: { refused: 40, longest: 100_000 },
  });
  await kept.until(() => kept.orders.length === 5);
  kept.close();
  const waited = kept.times.slice(1).map((time, i) => time - (kept.times[i] ?? 0));
  // Timers are late at times, but never early.
  expect(waited.map((milliseconds, i) => milliseconds >= 40 * 2 ** i - 2)).toEqual(
    waited.map(() => true),
  );
  expect(kept.states[0]).toMatchObject({ problems: ["authority refused: no"], until: undefined });
  expect(kept.states[0]?.next).toBeGreaterThan(Date.now() - 60_000);
  expect(kept.shown).toEqual([]);
});

test("waits as long as the authority asks for", async () => {
  const kept = keeping({
    names: ["a.test"],
    issue: () => Promise.reject(new IssueError("too many", true, 3600)),
    delays: { refused: 10, longest: 20 },
  });
  await kept.first;
  kept.close();
  expect((kept.states[0]?.next ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
});

test("orders for the names that lead here, and for the others when they do", async () => {
  const unreached = new Map([["b.test", "b.test does not resolve"]]);
  const kept = keeping({
    names: ["a.test", "b.test"],
    unreached,
    issue: async (names) => certificateFor(...names),
    delays: { name: 20 },
  });
  await kept.first;
  expect(kept.orders).toEqual(["a.test"]);
  expect(kept.states.at(-1)?.problems).toEqual(["b.test does not resolve"]);
  unreached.clear();
  await kept.until(() => kept.shown.length === 2);
  kept.close();
  expect(kept.orders).toEqual(["a.test", "a.test,b.test"]);
});

test("orders nothing while no name leads here", async () => {
  const kept = keeping({
    names: ["a.test"],
    unreached: new Map([["a.test", "a.test does not resolve"]]),
    issue: async (names) => certificateFor(...names),
    delays: { name: 5 },
  });
  await kept.until(() => kept.states.length > 5);
  kept.close();
  expect(kept.orders).toEqual([]);
});

test("goes on showing the certificate that it has when renewing fails", async () => {
  const folder = temporaryFolder();
  const old = certificateFor("a.test");
  // Two days are left of a file that has names too few: it is due for another reason.
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "certificate.pem"), old.key + old.chain);
  const kept = keeping({
    names: ["a.test", "b.test"],
    folder,
    issue: () => Promise.reject(new IssueError("authority cannot be reached", false, undefined)),
  });
  await kept.first;
  kept.close();
  expect(kept.shown.map(({ chain }) => chain.trim())).toEqual([old.chain.trim()]);
  expect(kept.states.at(-1)).toMatchObject({ problems: ["authority cannot be reached"] });
  expect(kept.states.at(-1)?.until).toBeGreaterThan(Date.now());
});

test("a file that holds no certificate is replaced", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "certificate.pem"), "cut off");
  const kept = keeping({
    names: ["a.test"],
    folder,
    issue: async (names) => certificateFor(...names),
  });
  await kept.first;
  kept.close();
  expect(kept.shown).toHaveLength(1);
  expect(readFileSync(join(folder, "certificate.pem"), "utf8")).toContain("BEGIN CERTIFICATE");
});
