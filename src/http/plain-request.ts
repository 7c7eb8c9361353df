/** What is asked for by a request that has no body and leaves no doubt about where it ends. */
export interface PlainRequest {
  method: "GET" | "HEAD";
  /** Absolute, as it came: `http://`, host, path and query. */
  url: string;
  headers: Pick<Headers, "get">;
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

/**
 * Reads exactly one head. Where anything is unusual (another method, a body, folded or broken
 * lines, a second request behind it) it is not read at all: two programs that disagree about where
 * a request ends can be talked into giving one client's answer to another (RFC 9112, 11.2).
 * @param head bytes as characters from 0 to 255
 */
export function readPlainRequest(head: string): PlainRequest | undefined {
  const method = head.startsWith("GET /") ? "GET" : head.startsWith("HEAD /") ? "HEAD" : undefined;
  if (!method || !head.endsWith(blankLine) || head.includes("\0")) return undefined;
  const first = head.indexOf("\r\n");
  const version = head.slice(first - 9, first);
  if (version !== " HTTP/1.1" && version !== " HTTP/1.0") return undefined;
  const target = head.slice(method.length + 1, first - 9);
  if (/[^!-~]/.test(target)) return undefined;
  const headers = readFields(head, first + 2);
  const host = headers?.get("host");
  if (!headers || !host || !plainHost.test(host)) return undefined;

  let keepAlive = version === " HTTP/1.1";
  const connection = headers.get("connection");
  if (connection !== null) {
    const wish = connection.toLowerCase();
    if (wish !== "keep-alive" && wish !== "close") return undefined;
    keepAlive &&= wish === "keep-alive";
  }
  return { method, url: `http://${host}${target}`, headers, keepAlive };
}

/** The lines from `start` to the end of the head, or undefined when they are not plain. */
function readFields(head: string, start: number): PlainRequest["headers"] | undefined {
  const names: string[] = [];
  const values: number[] = [];
  for (let at = start; ; ) {
    const feed = head.indexOf("\n", at);
    // Neither character may stand alone: some take one of them for the end of a line.
    if (head.indexOf("\r", at) !== feed - 1) return undefined;
    if (feed - 1 === at) {
      if (feed !== head.length - 1) return undefined;
      break;
    }
    const name = nameOf(head.slice(at, head.indexOf(":", at)));
    if (name === undefined) return undefined;
    names.push(name);
    values.push(at + name.length + 1);
    at = feed + 1;
  }

  return {
    /** As `Headers` has it: what is there several times is a list. */
    get(wanted) {
      const name = wanted.toLowerCase();
      let value: string | null = null;
      for (let i = names.indexOf(name); i >= 0; i = names.indexOf(name, i + 1)) {
        const from = values[i] as number;
        const text = trimmed(head, from, head.indexOf("\r", from));
        value = value === null ? text : `${value}, ${text}`;
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
