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

  constructor(status: number, message: string, help?: string) {
    super(message);
    this.status = status;
    this.help = help;
  }
}

/** The response body; throws a Problem for a failure. */
export async function answerOf<T>(
  pending: Promise<{ data: T; error: { status: unknown; value: unknown } | null }>,
): Promise<NonNullable<T>> {
  const { data, error } = await pending.catch(() => {
    throw new Problem(
      0,
      "The server is not responding",
      "Check that it is running, then try again",
    );
  });
  if (error) throw problemOf(Number(error.status), error.value);
  return data as NonNullable<T>;
}

function problemOf(status: number, value: unknown): Problem {
  const said = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const message =
    typeof said.message === "string" ? said.message : `The server responded with ${status}`;
  return new Problem(status, message, typeof said.help === "string" ? said.help : undefined);
}

/** Any thrown value as a Problem. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, String(thrown));
}
