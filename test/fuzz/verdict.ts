import { Failure, type FailureCode } from "../../src/failure.ts";
import { formatOf, sniff } from "../../src/formats.ts";
import type { WireAnswer } from "../support/wire.ts";

/** Statuses that an image's URL may be answered with; 416 and 431 are the runtime's own words. */
const statuses = [
  ...[200, 206, 304, 400, 401, 403, 404, 405, 415, 416, 431, 501, 502, 503, 504],
] as readonly number[];

/** What no client may learn: paths of the machine, places in the source, environment. */
const secrets = /\/tmp\/|node_modules|\.ts:\d+|\/\$bunfs|tintype-test|at \w+ \(/;

/** What in an answer to an image's URL is not what the contract says; undefined for nothing. */
export function faultOfImage(method: string, answer: WireAnswer): string | undefined {
  const { status, headers, body } = answer;
  if (!statuses.includes(status)) return `status ${status}`;
  if (headers.get("x-content-type-options") !== "nosniff" && status !== 431) return "no nosniff";
  if (method === "HEAD" || status === 304) {
    return body.length > 0 ? `${status} to ${method} with a body` : undefined;
  }
  const announced = headers.get("content-length");
  if (announced !== null && Number(announced) !== body.length) {
    return `${body.length} of ${announced} bytes`;
  }
  if (status === 416 || status === 431) return undefined;
  return status < 300 ? faultOfBody(answer) : faultOfFailure(answer);
}

function faultOfBody({ status, headers, body }: WireAnswer): string | undefined {
  if (!/^"[^"]+"$/.test(headers.get("etag") ?? "")) return "no strong ETag";
  if (status !== 200 || headers.has("content-encoding")) return undefined;
  const type = headers.get("content-type") ?? "";
  const format = sniff(body);
  const known = format && formatOf(format).mediaType;
  // An original that is named for another type than it is keeps no foreign one.
  if (type.startsWith("image/") && known !== type) return `${known} as ${type}`;
  return undefined;
}

function faultOfFailure({ status, headers, body }: WireAnswer): string | undefined {
  const error = headers.get("ik-error") ?? "";
  const [, code = ""] = /^([A-Z]+) - ./.exec(error) ?? [];
  if (statusOf(code) !== status) return `${status} with ik-error ${JSON.stringify(error)}`;
  const text = new TextDecoder().decode(body);
  if (text.length > 2_000) return `a failure of ${text.length} characters`;
  if (secrets.test(text + error)) return `tells too much: ${text}`;
  const kept = headers.get("cache-control") ?? "";
  if (status !== 404 && kept !== "no-store") return `${status} with Cache-Control ${kept}`;
  return undefined;
}

function statusOf(code: string): number | undefined {
  try {
    return new Failure(code as FailureCode, "").status;
  } catch {
    return undefined;
  }
}

/** What in an answer of the management API is not what its clients know; undefined for nothing. */
export function faultOfApi({ status, headers, body }: WireAnswer): string | undefined {
  const text = new TextDecoder().decode(body);
  if (status === 204 && text === "") return undefined;
  if (status >= 500 && ![501, 502, 504].includes(status)) return `status ${status}: ${text}`;
  if (!/^application\/json/.test(headers.get("content-type") ?? "")) {
    return `${status} with ${headers.get("content-type")}`;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `${status} with what is no JSON: ${text.slice(0, 80)}`;
  }
  if (status < 400) return undefined;
  const { message } = json as { message?: unknown };
  if (typeof message !== "string" || message === "") return `${status} without a message`;
  return secrets.test(text) ? `tells too much: ${text}` : undefined;
}
