/** One request of an access log. */
interface LogRecord {
  method: string;
  /** Path and query, or an absolute URL. */
  target: string;
  status: number;
}

/** The common and the combined format, of Apache and nginx. */
const common = /"([A-Z]{3,10}) (\S+)(?: HTTP\/[\d.]+)?" (\d{3})(?: |$)/;

/** Under which names servers write the target as JSON; ours comes first. */
const targets = ["target", "request_uri", "uri", "url", "path"];

/** Reads a line of an access log: common, combined or JSON; undefined for any other line. */
export function readLogLine(line: string): LogRecord | undefined {
  if (line.startsWith("{")) return readJson(line);
  const [, method, target, status] = common.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  return { method, target: target.replace(/\\x([\da-f]{2})/gi, "%$1"), status: Number(status) };
}

function readJson(line: string): LogRecord | undefined {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  const name = targets.find((each) => typeof record[each] === "string");
  if (name === undefined) return undefined;
  const { method = record.request_method ?? "GET", status = 200 } = record;
  return { method: String(method), target: String(record[name]), status: Number(status) };
}
