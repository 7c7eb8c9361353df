/**
 * Where an answer stands: more of it is to come, it has ended, it has ended and so does the
 * connection, or it is one whose end nobody said beforehand.
 */
export type Progress = "more" | "ended" | "closing" | "open";

const blankLine = "\r\n\r\n";

/** Of a head, in bytes; what is longer is followed no further. */
const longest = 64 * 1024;

/** Follows the answer of our own server to one request; asked with each piece of it. */
export function createResponseEnd(method: "GET" | "HEAD"): (piece: Buffer) => Progress {
  let head = "";
  let left: number | undefined;
  let closing = false;
  return (piece) => {
    if (left === undefined) {
      const before = head.length;
      head += piece.toString("latin1", 0, longest);
      const end = head.indexOf(blankLine);
      if (end < 0) return head.length < longest ? "more" : "open";
      head = head.slice(0, end);
      const length = lengthOf(head, method);
      if (length === undefined) return "open";
      closing = /\r\nconnection: *close/i.test(head);
      left = end + blankLine.length + length - before;
    }
    left -= piece.length;
    if (left > 0) return "more";
    if (left < 0) return "open";
    return closing ? "closing" : "ended";
  };
}

/** Bytes of the body behind a head, where it says how many (RFC 9112, 6.3). */
function lengthOf(head: string, method: "GET" | "HEAD"): number | undefined {
  const status = Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
  if (!(status >= 200)) return undefined;
  if (method === "HEAD" || status === 204 || status === 304) return 0;
  if (/\r\ntransfer-encoding:/i.test(head)) return undefined;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  return length === undefined ? undefined : Number(length);
}
