/** What takes bytes for the other end of a connection. */
export interface Sink {
  /** Gives back how many bytes it had room for; a negative number when it is closed. */
  write(bytes: Uint8Array): number;
  end(): void;
}

export interface Outlet {
  /** Whether nothing waits. */
  readonly empty: boolean;
  /** @param borrowed the bytes may change after this call, which copies what has to wait */
  write(bytes: Uint8Array, borrowed?: boolean): void;
  /** There is room again. */
  drain(): void;
  /** Ends it once everything has been handed over. */
  end(): void;
}

/** Hands bytes over in order; what a sink has no room for waits. */
export function createOutlet(sink: Sink): Outlet {
  let waiting: Uint8Array[] = [];
  let ending = false;

  /** What there was no room for. */
  function rest(bytes: Uint8Array): Uint8Array | undefined {
    const taken = sink.write(bytes);
    // Who is gone gets nothing more, and who listens for that throws this away.
    return taken < 0 || taken >= bytes.length ? undefined : bytes.subarray(taken);
  }

  return {
    get empty() {
      return waiting.length === 0;
    },
    write(bytes, borrowed = false) {
      const left = waiting.length === 0 ? rest(bytes) : bytes;
      if (left) waiting.push(borrowed ? new Uint8Array(left) : left);
    },
    drain() {
      const pieces = waiting;
      for (const [i, piece] of pieces.entries()) {
        const left = rest(piece);
        if (!left) continue;
        waiting = [left, ...pieces.slice(i + 1)];
        return;
      }
      waiting = [];
      if (ending) sink.end();
    },
    end() {
      ending = true;
      if (waiting.length === 0) sink.end();
    },
  };
}
