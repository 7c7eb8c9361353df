import { fstatSync, writeSync } from "node:fs";

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
const flushDelayMilliseconds = 100;
const room = 64 * 1024;

/**
 * What waits is written when the process ends, too. It waits as bytes: to flatten thousands of
 * strings at once costs more than to encode each.
 * @param format `text` for people, `json` for machines; debug lines are for machines only
 * @param write takes whole lines, and keeps nothing of them
 */
export function createLog(
  format: "text" | "json",
  write: (lines: Uint8Array) => void = standardError(),
): Log {
  const waiting = Buffer.allocUnsafe(2 * room);
  let used = 0;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (used > 0) write(waiting.subarray(0, used));
    used = 0;
  }

  function add(text: string): void {
    // A character takes three bytes at most.
    if (text.length * 3 >= waiting.length - used) flush();
    if (text.length * 3 >= waiting.length) {
      write(Buffer.from(`${text}\n`));
      return;
    }
    used += waiting.write(text, used);
    waiting[used] = 10;
    used += 1;
  }

  function line(text: string): void {
    add(text);
    if (used >= room) flush();
    else timer ??= setTimeout(flush, flushDelayMilliseconds).unref();
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
      add(
        format === "json"
          ? JSON.stringify({ time: new Date().toISOString(), level, message, ...plain })
          : `${level === "warn" ? "warning: " : ""}${message}${details.join("")}`,
      );
      flush();
    };

  process.on("exit", flush);
  return { format, debug: say("debug"), info: say("info"), warn: say("warn"), line, flush };
}

/** Bytes that wait for a reader of standard error; what comes after them is lost. */
const waitingAtMost = 1024 * 1024;

/**
 * Writes to standard error without waiting for its reader: a log that is full, gone or not
 * read may cost lines, and never an answer. How many were lost is said when there is room again.
 */
function standardError(): (lines: Uint8Array) => void {
  let lost = 0;
  // A reader that is gone (EPIPE), a full disk (ENOSPC): the stream tells no other listener.
  process.stderr.on("error", () => {});
  const isFile = isRegularFile(2);
  return (lines) => {
    try {
      if (isFile) {
        writeSync(2, lines);
        return;
      }
    } catch {
      lost += 1;
      return;
    }
    if (process.stderr.writableLength > waitingAtMost) {
      lost += 1;
      return;
    }
    const note = lost > 0 ? `warning: the log lost ${lost} batches of lines\n` : "";
    lost = 0;
    try {
      process.stderr.write(Buffer.concat([Buffer.from(note), lines]));
    } catch {
      // Where the runtime writes to pipes and devices at once, it throws.
      lost += 1;
    }
  };
}

/** Only files take what is written at once; a pipe's reader may keep the writer waiting. */
function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
