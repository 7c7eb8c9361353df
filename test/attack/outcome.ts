/** What an attack tried, in numbers, and what it reached that it should not have. */
export interface Outcome {
  tried: Record<string, number | string>;
  reached: string[];
}
