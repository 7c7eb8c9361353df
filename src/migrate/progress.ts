/** Tells how far long work is. */
export interface Progress {
  /** What is to be told next; it is asked for only when something is told. */
  update(describe: () => string): void;
  /** Writes a line that stays. */
  say(line: string): void;
  /** Takes the line away. */
  end(): void;
}

/** Milliseconds between two states, on a terminal and elsewhere. */
const every = { terminal: 100, elsewhere: 10_000 };

/** On a terminal in one line that is rewritten, elsewhere line by line. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  let told = performance.now();
  const clear = stream.isTTY ? "\r\u001b[2K" : "";
  return {
    update(describe) {
      const now = performance.now();
      if (now - told < (stream.isTTY ? every.terminal : every.elsewhere)) return;
      told = now;
      const text = describe();
      stream.write(stream.isTTY ? clear + text.slice(0, (stream.columns ?? 80) - 1) : `${text}\n`);
    },
    say: (line) => void stream.write(`${clear}${line}\n`),
    end: () => void stream.write(clear),
  };
}
