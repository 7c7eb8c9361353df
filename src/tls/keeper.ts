import { join } from "node:path";
import type { Log } from "../log.ts";
import type { Certificate } from "../runtime/listening.ts";
import { joinPem, readCertificate, renewalTime, splitPem } from "./certificate.ts";
import { IssueError } from "./issuer.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";
import type { AcmeState } from "./state.ts";

interface KeeperOptions {
  names: readonly string[];
  /** Where the certificate is kept. */
  folder: string;
  issue(names: readonly string[]): Promise<Certificate>;
  /** Why a name cannot have a certificate now, as a sentence. */
  whyNot(name: string): Promise<string | undefined>;
  /** Hears of the first certificate, and of each that follows. */
  changed(certificate: Certificate): void;
  log: Pick<Log, "info" | "warn">;
  tellState(state: AcmeState): void;
  /** Milliseconds, for tests. */
  delays?: Partial<typeof usualDelays>;
}

/** In milliseconds. Those after failures double with each of them. */
const usualDelays = {
  /** A name that leads elsewhere: DNS is asked, which no authority counts. */
  name: 60_000,
  /** An authority that does not answer. */
  unreachable: 10_000,
  /** Let's Encrypt allows five failures an hour. */
  refused: 120_000,
  longest: 6 * 3_600_000,
};

/** A machine that slept, or whose clock was put right, notices within this. */
const longestSleepMilliseconds = 3_600_000;

/** Keeps a valid certificate for these names: takes the one in the folder, obtains and renews it. */
export function keepCertificate(options: KeeperOptions) {
  const { names, issue, changed, log } = options;
  const file = join(options.folder, "certificate.pem");
  const delays = { ...usualDelays, ...options.delays };
  let held = readHeld(file);
  if (held && held.until > Date.now()) changed(held.certificate);
  else held = undefined;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** One look at what is held; resolves with the time of the next. */
  async function look(): Promise<number> {
    const missing = names.filter((name) => !held?.names.includes(name));
    const isDue = held === undefined || Date.now() >= renewalTime(held);
    if (held && !isDue && missing.length === 0) return settle([], renewalTime(held));
    const asked = await Promise.all(
      (isDue ? names : missing).map(async (name) => ({ name, why: await options.whyNot(name) })),
    );
    const problems = asked.flatMap(({ why }) => why ?? []);
    const reached = asked.flatMap(({ name, why }) => (why === undefined ? [name] : []));
    const wanted = names.filter(
      (name) => reached.includes(name) || (!isDue && !missing.includes(name)),
    );
    if (reached.length === 0) return settle(problems, Date.now() + delays.name);
    try {
      await obtain(wanted);
    } catch (error) {
      return settle([...problems, (error as Error).message], Date.now() + delayAfter(error));
    }
    failures = 0;
    const next = renewalTime(held as Held);
    return settle(problems, problems.length > 0 ? Math.min(next, Date.now() + delays.name) : next);
  }

  async function obtain(wanted: readonly string[]): Promise<void> {
    log.info("A certificate is being obtained", { names: wanted.join(",") });
    const certificate = await issue(wanted);
    const facts = readCertificate(certificate);
    writePrivateFile(file, joinPem(certificate));
    held = { ...facts, certificate };
    if (!closed) changed(certificate);
    log.info("A certificate was obtained", {
      names: wanted.join(","),
      until: new Date(facts.until).toISOString(),
    });
  }

  function delayAfter(error: unknown): number {
    const counts = !(error instanceof IssueError) || error.counts;
    const requested = error instanceof IssueError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    const delay = (counts ? delays.refused : delays.unreachable) * 2 ** failures;
    failures += 1;
    return Math.max(requested, Math.min(delay, delays.longest));
  }

  function settle(problems: readonly string[], next: number): number {
    for (const problem of problems) {
      log.warn(`No certificate: ${problem}`, { next: new Date(next).toISOString() });
    }
    options.tellState({ names: [...names], problems: [...problems], until: held?.until, next });
    return next;
  }

  async function turn(): Promise<void> {
    const next = await look().catch((error: unknown) =>
      settle([(error as Error).message], Date.now() + delayAfter(error)),
    );
    sleepUntil(next);
  }

  function sleepUntil(next: number): void {
    if (closed) return;
    const left = next - Date.now();
    const isLast = left <= longestSleepMilliseconds;
    timer = setTimeout(
      () => (isLast ? void turn() : sleepUntil(next)),
      Math.max(0, isLast ? left : longestSleepMilliseconds),
    ).unref();
  }

  return {
    /** Resolves after the first look, whether or not it found or obtained a certificate. */
    first: turn(),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

interface Held {
  names: string[];
  from: number;
  until: number;
  certificate: Certificate;
}

/** What cannot be read is obtained anew. */
function readHeld(file: string): Held | undefined {
  const text = readPrivateFile(file);
  if (text === undefined) return undefined;
  try {
    const certificate = splitPem(text);
    return { ...readCertificate(certificate), certificate };
  } catch {
    return undefined;
  }
}
