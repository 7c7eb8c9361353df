/** The names that were added last, so many of them at most. */
export interface Recent {
  has(name: string): boolean;
  add(name: string): void;
}

export function createRecent(count: number): Recent {
  /** The newest last. */
  const names = new Set<string>();
  return {
    has: (name) => names.has(name),
    add(name) {
      names.delete(name);
      names.add(name);
      for (const oldest of names) {
        if (names.size <= count) return;
        names.delete(oldest);
      }
    },
  };
}
