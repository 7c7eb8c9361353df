/** Shows how far a long task has come. */
export interface Progress {
  /** Offers the next state; `describe` is called only when it is shown. */
  update(describe: () => string): void;
  /** Prints a line that stays. */
  say(line: string): void;
  /** Clears the line. */
  end(): void;
}

/** Milliseconds between two updates, on a terminal and elsewhere. */
const interval = { terminal: 100, elsewhere: 10_000 };

/** Rewrites one line on a terminal; elsewhere it prints line by line. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  let shownAt = performance.now();
  const clear = stream.isTTY ? "\r\u001b[2K" : "";
  return {
    update(describe) {
      const now = performance.now();
      if (now - shownAt < (stream.isTTY ? interval.terminal : interval.elsewhere)) return;
      shownAt = now;
      const text = describe();
      stream.write(stream.isTTY ? clear + text.slice(0, (stream.columns ?? 80) - 1) : `${text}\n`);
    },
    say: (line) => void stream.write(`${clear}${line}\n`),
    end: () => void stream.write(clear),
  };
}
