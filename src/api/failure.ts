import { type Failure, helpFor } from "../failure.ts";
import { ownHeader } from "./access.ts";

/** The management API's answer to what went wrong; `{message, help}` is the shape of ImageKit's errors. */
export function apiFailure(
  { code, status, message, field, retryAfter }: Failure,
  { headers }: Pick<Request, "headers">,
): Response {
  // The dashboard has a form of its own: the browser is not to open its dialogue over it.
  const scheme = headers.has(ownHeader) || headers.has("cookie") ? "Session" : "Basic";
  return Response.json(
    // What is undefined is left out of JSON.
    { message, field, help: helpFor(code, "api") },
    {
      status,
      headers: {
        "Cache-Control": "no-store",
        ...(code === "EAUTH" ? { "WWW-Authenticate": scheme } : {}),
        ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
      },
    },
  );
}
