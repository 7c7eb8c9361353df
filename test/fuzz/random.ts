/** The same numbers for the same seed, so that what was found can be found again. */
export interface Random {
  /** A whole number from 0, below this one. */
  below(limit: number): number;
  /** Whether this of a hundred cases is one. */
  chance(percent: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
}

/** For one case of a run: what runs beside it changes nothing. */
export function randomOf(seed: number, i: number): Random {
  return randomFrom(Math.imul(seed, 1_000_003) + i);
}

/** @param seed any whole number */
export function randomFrom(seed: number): Random {
  let state = (seed + 0x9e3779b9) >>> 0;
  const next = () => {
    // Mulberry32: 32 bits of state, good enough to choose where to cut.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
  };
}
