import type { Accounts } from "./accounts.ts";
import type { Waiting } from "./queue.ts";

interface Timed extends Waiting {
  /** When it has to be done, in milliseconds on the clock of `now`. */
  deadline: number;
}

interface ForecastOptions<T> {
  /** What waits, a line for each client, each in its order. */
  lines: readonly (readonly T[])[];
  accounts: Pick<Accounts, "usual">;
  renderers: number;
  now: number;
}

/** A task that cannot be done by its deadline, and by how many milliseconds it would miss it. */
interface Hopeless<T> {
  task: T;
  late: number;
}

/**
 * Which of a client's tasks will miss their deadlines, by what jobs of their kinds usually take
 * that client. As clients take turns, before one of its tasks each of the others gets as much work
 * done as it, at most. What was never measured is taken for nothing: it is tried.
 */
export function hopelessOf<T extends Timed>(
  client: string | undefined,
  { lines, accounts, renderers, now }: ForecastOptions<T>,
): Hopeless<T>[] {
  const own = lines.find(([first]) => first?.client === client) ?? [];
  const cost = (task: T) => accounts.usual(task.client, task.kind) ?? 0;
  if (!own.some((task) => cost(task) > 0)) return [];
  const others = lines
    .filter((line) => line !== own)
    .map((line) => line.reduce((sum, task) => sum + cost(task), 0));
  const hopeless: Hopeless<T>[] = [];
  let ahead = 0;
  for (const task of own) {
    const work = ahead + cost(task);
    const all = others.reduce((sum, other) => sum + Math.min(other, work), work);
    const late = now + all / renderers - task.deadline;
    if (late > 0) hopeless.push({ task, late });
    else ahead = work;
  }
  return hopeless;
}

/** Milliseconds until everything that waits is done, as far as it was measured. */
export function drainTime<T extends Timed>({
  lines,
  accounts,
  renderers,
}: Omit<ForecastOptions<T>, "now">): number {
  const work = lines
    .flat()
    .reduce((sum, { client, kind }) => sum + (accounts.usual(client, kind) ?? 0), 0);
  return work / renderers;
}
