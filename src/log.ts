import { writeSync } from "node:fs";

/** Writes what happens to standard error, one line each, in the order in which it happened. */
export interface Log {
  readonly format: "text" | "json";
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  /** Takes a finished line that may wait a moment: lines of requests are written many at a time. */
  line(text: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** How long a line may wait, in milliseconds, and how many characters may. */
const patience = 100;
const room = 64 * 1024;

/**
 * What waits is written when the process ends, too.
 * @param format `text` for people, `json` for machines; debug lines are for machines only
 * @param write takes whole lines
 */
export function createLog(
  format: "text" | "json",
  write: (lines: string) => void = standardError(),
): Log {
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === "") return;
    const lines = waiting;
    waiting = "";
    write(lines);
  }

  function line(text: string): void {
    waiting += `${text}\n`;
    if (waiting.length >= room) flush();
    else timer ??= setTimeout(flush, patience).unref();
  }

  const say =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (format === "text" && level === "debug") return;
      const plain = Object.fromEntries(
        Object.entries(fields)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [name, value instanceof Error ? value.message : value]),
      );
      const details = Object.entries(plain).map(([name, value]) => ` ${name}=${String(value)}`);
      waiting +=
        format === "json"
          ? `${JSON.stringify({ time: new Date().toISOString(), level, message, ...plain })}\n`
          : `${level === "warn" ? "warning: " : ""}${message}${details.join("")}\n`;
      flush();
    };

  process.on("exit", flush);
  return { format, debug: say("debug"), info: say("info"), warn: say("warn"), line, flush };
}

/**
 * Writes to standard error at once: a stream would spend more time on a batch than all of its
 * lines took. When a pipe is full (EAGAIN), the stream takes over, which waits for room.
 */
function standardError(): (lines: string) => void {
  let direct = true;
  return (lines) => {
    let rest = Buffer.from(lines);
    try {
      while (direct && rest.length > 0) rest = rest.subarray(writeSync(2, rest));
    } catch {
      direct = false;
    }
    if (rest.length > 0) process.stderr.write(rest);
  };
}
