import type { Tally } from "./export.ts";

export interface Progress {
  update(tally: Tally): void;
  /** Writes a line of its own. */
  say(line: string): void;
  end(): void;
}

/** Milliseconds between two states, on a terminal and elsewhere. */
const every = { terminal: 100, elsewhere: 10_000 };

/** Tells how far an export is: on a terminal in one line that is rewritten, elsewhere line by line. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  const started = performance.now();
  let told = started;
  const clear = stream.isTTY ? "\r\u001b[2K" : "";
  return {
    update(tally) {
      const now = performance.now();
      if (now - told < (stream.isTTY ? every.terminal : every.elsewhere)) return;
      told = now;
      const text = describe(tally, (now - started) / 1000);
      stream.write(stream.isTTY ? clear + text.slice(0, (stream.columns ?? 80) - 1) : `${text}\n`);
    },
    say: (line) => void stream.write(`${clear}${line}\n`),
    end: () => void stream.write(clear),
  };
}

function describe({ assets, fetched, present, failed, bytes }: Tally, seconds: number): string {
  const rate = sizeOf(bytes / Math.max(seconds, 0.001));
  return (
    `${assets} found, ${fetched} fetched, ${present} there already, ${failed} failed; ` +
    `${sizeOf(bytes)}, ${rate}/s`
  );
}

/** Bytes as people read them: `3.2 MB`. */
export function sizeOf(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
