import { showProgress } from "../../progress.ts";

/** Milliseconds between two looks at whether it is time to tell something. */
const every = 200;

/** Tells what is waited for and how long already, while it is. */
export async function waiting<T>(what: string, work: () => Promise<T>): Promise<T> {
  const progress = showProgress(process.stderr);
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  const timer = setInterval(() => progress.update(() => `${what}: ${seconds()} s`), every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    progress.end();
  }
}
