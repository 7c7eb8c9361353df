import { treaty } from "@elysiajs/eden";
import type { Api } from "../api/api.ts";
import { session } from "./session.ts";

/** The management API, typed by the server's own routes. */
export const api = treaty<Api>(location.origin, {
  // A header that another site's form cannot send: it makes a change ours.
  headers: { "X-Tintype-Request": "1" },
  fetch: { credentials: "same-origin" },
  // A name that looks like a date is a name.
  parseDate: false,
  onResponse(response) {
    if (response.status === 401 && session.value === "in") session.value = "out";
  },
})._.api;

/** A failed request, with the server's own message. */
export class Problem extends Error {
  readonly status: number;
  readonly help: string | undefined;
  /** The field of the request that is at fault. */
  readonly field: string | undefined;

  constructor(
    status: number,
    message: string,
    details: { help?: string | undefined; field?: string | undefined } = {},
  ) {
    super(message);
    this.status = status;
    this.help = details.help;
    this.field = details.field;
  }
}

/** The response body; throws a Problem for a failure. */
export async function answerOf<T>(
  pending: Promise<{ data: T; error: { status: unknown; value: unknown } | null }>,
): Promise<NonNullable<T>> {
  const { data, error } = await pending.catch(() => {
    const help = "Check that it is running, then try again";
    throw new Problem(0, "The server is not responding", { help });
  });
  if (error) throw problemOf(Number(error.status), error.value);
  return data as NonNullable<T>;
}

function problemOf(status: number, value: unknown): Problem {
  const body = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const text = (name: string) => {
    const said = body[name];
    return typeof said === "string" ? said : undefined;
  };
  const message = text("message") ?? `The server responded with ${status}`;
  return new Problem(status, message, { help: text("help"), field: text("field") });
}

/** Any thrown value as a Problem. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, String(thrown));
}
