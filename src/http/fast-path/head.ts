import { Failure } from "../../failure.ts";
import { failureParts } from "../responses.ts";

const reasons = {
  200: "OK",
  206: "Partial Content",
  304: "Not Modified",
  503: "Service Unavailable",
};

/**
 * The head of an answer but for its last lines, which differ from request to request.
 * @param now milliseconds since 1970
 * @throws TypeError for a name or a value that cannot be in a head
 */
export function headOf(
  status: keyof typeof reasons,
  fields: Record<string, string>,
  now: number,
): Uint8Array {
  // Whoever can put a line break into a value writes headers of his own, or a body.
  new Headers(fields);
  const lines = Object.entries({ ...fields, Date: new Date(now).toUTCString() });
  return Buffer.from(
    `HTTP/1.1 ${status} ${reasons[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`,
    "latin1",
  );
}

/** The last lines of a head. */
export function lastLines(id: string, keepAlive: boolean): string {
  return `X-Request-Id: ${id}\r\n${keepAlive ? "" : "Connection: close\r\n"}\r\n`;
}

/** The contract's answer to who would be one connection too many. */
export function busyAnswer(now: number): Uint8Array {
  const failure = new Failure("EBUSY", "There is no room for another connection");
  const { headers, text } = failureParts(null, failure);
  const fields = { ...headers, Connection: "close", "Content-Length": String(text.length) };
  return Buffer.concat([headOf(503, fields, now), Buffer.from(`\r\n${text}`)]);
}
