import type { Failure } from "../failure.ts";
import { ownHeader } from "./access.ts";

/** Where people look further; `{message, help}` is the shape of ImageKit's errors. */
const help: Partial<Record<Failure["code"], string>> = {
  EAUTH: "Send the private key as the user name of HTTP Basic, with an empty password",
  EINVAL: "The fields of every request are in /_/api/openapi.json",
};

/** The management API's answer to what went wrong. */
export function apiFailure(
  { code, status, message, retryAfter }: Failure,
  { headers }: Pick<Request, "headers">,
): Response {
  // The dashboard has a form of its own: the browser is not to open its dialogue over it.
  const scheme = headers.has(ownHeader) || headers.has("cookie") ? "Session" : "Basic";
  const body = { message, ...(help[code] ? { help: help[code] } : {}) };
  return Response.json(body, {
    status,
    headers: {
      "Cache-Control": "no-store",
      ...(code === "EAUTH" ? { "WWW-Authenticate": scheme } : {}),
      ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
    },
  });
}
