/** Something that the program may not do, and what makes it do it. */
interface Finding {
  /** What was done to it: a target with its headers, the name of a file, a request to the API. */
  input: string;
  fault: string;
}

/** What came of a run. */
export interface Tally {
  /** How many of what was tried ended how. */
  outcomes: Record<string, number>;
  findings: Finding[];
}

export function newTally(): Tally {
  return { outcomes: {}, findings: [] };
}

export function count(tally: Tally, outcome: string | number, finding?: Finding): void {
  tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  if (finding) tally.findings.push(finding);
}

/** How long a run may go on. */
export interface Bounds {
  /** How many inputs are tried. */
  inputs: number;
  /** When to stop before, on the clock of `performance.now()`. */
  until: number;
}

/** Does a thing so many times, several at once, or until the time is over. */
export async function repeat(
  { inputs, until }: Bounds,
  together: number,
  work: (i: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < inputs && performance.now() < until) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
}
