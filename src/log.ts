/** Writes what happens to standard error, one line each. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
}

/** @param format `text` for people, `json` for machines; debug lines are for machines only */
export function createLog(format: "text" | "json"): Log {
  const write =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (format === "text" && level === "debug") return;
      const plain = Object.fromEntries(
        Object.entries(fields)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [name, value instanceof Error ? value.message : value]),
      );
      const details = Object.entries(plain).map(([name, value]) => ` ${name}=${String(value)}`);
      const line =
        format === "json"
          ? JSON.stringify({ time: new Date().toISOString(), level, message, ...plain })
          : `${level === "warn" ? "warning: " : ""}${message}${details.join("")}`;
      process.stderr.write(`${line}\n`);
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn") };
}
