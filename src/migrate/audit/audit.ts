import { once } from "node:events";
import { type InputKind, type PassedOver, targetsOf } from "./input/input.ts";
import type { Target } from "./input/target.ts";
import type { Entry, Ledger, Result } from "./ledger.ts";
import type { Verdict } from "./verdict.ts";

/** Which hosts are audited, and as which. Empty: all of them, as they are. */
type Hosts = ReadonlyMap<string, string>;

/** URLs that are noted in one transaction. */
const batch = 500;

/** Reads an input into the ledger; tells how many URLs have come so far. */
export async function collect(
  file: string,
  ledger: Ledger,
  { hosts, progress }: { hosts: Hosts; progress: (urls: number) => void },
): Promise<{ kind: InputKind; found: number; passed: PassedOver }> {
  const passed: PassedOver = {
    notUrls: 0,
    inline: 0,
    otherHosts: 0,
    otherFiles: 0,
    failedBefore: 0,
    missingFiles: 0,
  };
  let kind: InputKind = "list";
  let found = 0;
  let waiting: Target[] = [];
  const setKind = (recognised: InputKind) => {
    kind = recognised;
  };
  for await (const target of targetsOf(file, passed, setKind)) {
    const { host } = target;
    const as = host === undefined || hosts.size === 0 ? host : hosts.get(host);
    if (host !== undefined && as === undefined) {
      passed.otherHosts += 1;
      continue;
    }
    found += 1;
    waiting.push(as === undefined ? target : { ...target, host: as });
    if (waiting.length < batch) continue;
    ledger.add(waiting);
    waiting = [];
    progress(found);
  }
  ledger.add(waiting);
  return { kind, found, passed };
}

interface JudgeOptions {
  rehearse(target: Target): Promise<Verdict>;
  /** URLs that are looked at at a time. */
  jobs: number;
  progress(done: number): void;
  /** Takes results in their order; the next ones wait for it. */
  judged(results: readonly Result[]): Promise<void> | void;
}

/** Rehearses every URL of the ledger, several at a time, and notes what came of it. */
export async function judgeAll(ledger: Ledger, options: JudgeOptions): Promise<void> {
  const { rehearse, jobs, progress, judged } = options;
  let last = 0;
  let done = 0;
  for (;;) {
    const entries = ledger.entries(last, Math.max(batch, jobs));
    if (entries.length === 0) return;
    const results: Result[] = [];
    let next = 0;
    const worker = async () => {
      for (let i = next++; i < entries.length; i = next++) {
        const entry = entries[i] as Entry;
        results[i] = { ...entryOf(entry), ...(await rehearse(entry)) };
        done += 1;
        progress(done);
      }
    };
    await Promise.all(Array.from({ length: jobs }, worker));
    ledger.note(results);
    await judged(results);
    last = entries.at(-1)?.id ?? last;
  }
}

function entryOf({ id, host, target, requests }: Entry) {
  return { id, requests, url: host === undefined ? target : `https://${host}${target}` };
}

/** Writes text, and waits where its reader is slow. */
export async function writeAll(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}
