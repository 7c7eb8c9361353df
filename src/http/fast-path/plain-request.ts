/** What is asked for by a request that has no body and leaves no doubt about where it ends. */
export interface PlainRequest {
  method: "GET" | "HEAD";
  /** Absolute, as it came: `http://`, host, path and query. */
  url: string;
  headers: {
    /**
     * As `Headers` has it: what is there several times is a list.
     * @param name in lower case
     */
    get(name: string): string | null;
  };
  /** Whether more requests may follow on the same connection. */
  keepAlive: boolean;
}

/** With one of these there may be more than a head, or another protocol than this one. */
const demanding = new Set(["content-length", "transfer-encoding", "expect", "upgrade"]);

const blankLine = "\r\n\r\n";

/** A name or an address, with or without a port: whatever else it holds may be read as a path. */
const plainHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/** Whether this is the first part of a plain head, and the rest may come. */
export function isBeginning(head: string): boolean {
  return /^(?:GET|HEAD) \//.test(head) && !head.includes(blankLine) && !/[^\r]\n/.test(head);
}

/** What the lines below the first one say. */
interface Lines {
  /** As they came, with the blank line at their end. */
  text: string;
  host: string;
  /** Undefined when they do not say. */
  keepAlive?: boolean | undefined;
  headers: PlainRequest["headers"];
}

/**
 * Reads the heads of a connection, each of which is exactly one. Where anything is unusual (another
 * method, a body, folded or broken lines, a second request behind it) it is not read at all: two
 * programs that disagree about where a request ends can be talked into giving one client's answer
 * to another (RFC 9112, 11.2). What is read takes characters from 0 to 255, one for each byte.
 */
export function createRequestReader(): (head: string) => PlainRequest | undefined {
  // A browser's requests for the pictures of a page differ in their first line only.
  let last: Lines | undefined;

  return (head) => {
    const method = head.startsWith("GET /")
      ? "GET"
      : head.startsWith("HEAD /")
        ? "HEAD"
        : undefined;
    if (!method) return undefined;
    const first = head.indexOf("\r\n");
    const version = head.slice(first - 9, first);
    if (version !== " HTTP/1.1" && version !== " HTTP/1.0") return undefined;
    const target = head.slice(method.length + 1, first - 9);
    if (/[^!-~]/.test(target)) return undefined;
    const text = head.slice(first + 2);
    if (last?.text !== text) last = readLines(text);
    if (!last) return undefined;
    const keepAlive = version === " HTTP/1.1" && (last.keepAlive ?? true);
    return { method, url: `http://${last.host}${target}`, headers: last.headers, keepAlive };
  };
}

function readLines(text: string): Lines | undefined {
  if (!text.endsWith(blankLine) || text.includes("\0")) return undefined;
  const headers = readFields(text);
  const host = headers?.get("host");
  if (!headers || !host || !plainHost.test(host)) return undefined;
  const connection = headers.get("connection")?.toLowerCase();
  if (connection === undefined) return { text, host, headers };
  if (connection !== "keep-alive" && connection !== "close") return undefined;
  return { text, host, headers, keepAlive: connection === "keep-alive" };
}

/** The fields of all lines, or undefined when one of them is not plain. */
function readFields(text: string): PlainRequest["headers"] | undefined {
  const names: string[] = [];
  const values: number[] = [];
  for (let at = 0; ; ) {
    const feed = text.indexOf("\n", at);
    // Neither character may stand alone: some take one of them for the end of a line.
    if (text.indexOf("\r", at) !== feed - 1) return undefined;
    if (feed - 1 === at) {
      if (feed !== text.length - 1) return undefined;
      break;
    }
    const name = nameOf(text.slice(at, text.indexOf(":", at)));
    if (name === undefined) return undefined;
    names.push(name);
    values.push(at + name.length + 1);
    at = feed + 1;
  }

  return {
    get(name) {
      let value: string | null = null;
      for (let i = names.indexOf(name); i >= 0; i = names.indexOf(name, i + 1)) {
        const from = values[i] as number;
        const one = trimmed(text, from, text.indexOf("\r", from));
        value = value === null ? one : `${value}, ${one}`;
      }
      return value;
    },
  };
}

/** A value without the spaces and tabs around it; no other white space is nothing (RFC 9110, 5.6.3). */
function trimmed(head: string, start: number, end: number): string {
  let [from, to] = [start, end];
  while (from < to && isBlank(head.charCodeAt(from))) from += 1;
  while (from < to && isBlank(head.charCodeAt(to - 1))) to -= 1;
  return head.slice(from, to);
}

const isBlank = (code: number) => code === 32 || code === 9;

/** Names that were read before: there are few, and they come with every request. */
const known = new Map<string, string>();
const knownAtMost = 256;
const token = /^[\w!#$%&'*+.^`|~-]{1,64}$/;

/** A header's name in lower case; undefined when it is none (RFC 9110, 5.6.2) or demands more. */
function nameOf(text: string): string | undefined {
  const before = known.get(text);
  if (before !== undefined) return before;
  const name = text.toLowerCase();
  if (!token.test(name) || demanding.has(name)) return undefined;
  if (known.size < knownAtMost) known.set(text, name);
  return name;
}
