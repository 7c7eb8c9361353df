/** One thing that was tried with an origin. */
export interface CheckResult {
  name: string;
  ok: boolean;
  /** What was found, in plain words. */
  message: string;
  /** What to change. */
  help?: string;
}
