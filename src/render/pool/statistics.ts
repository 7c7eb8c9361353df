/** What a pool is doing and has done. */
export interface Statistics {
  /** Jobs that wait. */
  waiting: number;
  /** Renderers that work. */
  busy: number;
  /** Renderers that are warm, busy ones included. */
  ready: number;
  /** Processes that were started in place of others. */
  restarts: number;
  /** Jobs that renderers have answered. */
  jobs: number;
  /** Jobs that failed because too many waited, or because their turn would have come too late. */
  refused: number;
}
