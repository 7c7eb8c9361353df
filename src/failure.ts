/**
 * What can go wrong in front of a client, and the status that says so.
 * The codes are the first word of the `ik-error` header.
 */
const statuses = {
  /** No origin has the path. */
  ENOENT: 404,
  /** An origin refused our credentials and no other had the path. */
  EACCES: 404,
  /** An origin could not be reached and no other had the path. */
  ECONNREFUSED: 502,
  /** An origin answered with a server error and no other had the path. */
  EUPSTREAM: 502,
  /** An origin or a render ran past the time limit. */
  ETIMEDOUT: 504,
  /** An unknown parameter, a bad value, a bad nesting. */
  EINVAL: 400,
  /** Over a limit: bytes, pixels, frames, output size, chain length, URL length. */
  ELIMIT: 400,
  /** The bytes are no image that can be decoded. */
  EFORMAT: 415,
  /** Needs an AI service, or is not supported. */
  ENOTSUP: 501,
  /** A signature is missing, wrong or expired; or a key of the management API. */
  EAUTH: 401,
  /** A private asset or a blocked address. */
  EFORBIDDEN: 403,
  /** Only GET, HEAD and OPTIONS reach images. */
  EMETHOD: 405,
  /** Something still uses what was to be changed, or its name is taken. */
  ECONFLICT: 409,
  /** The client closed the request; only logs ever see this. */
  ECANCELED: 499,
  /** Too many wrong keys from one address. */
  ETOOMANY: 429,
  /** The render queue is full. */
  EBUSY: 503,
  /** A fault of our own. */
  EINTERNAL: 500,
} as const satisfies Record<string, number>;

export type FailureCode = keyof typeof statuses;

/**
 * An answer that is not a picture. `message` is public: it reaches the client, so it never holds a
 * secret, a stack, or a path of this machine. Whatever caused it goes to `cause`, for the log.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: FailureCode,
    message: string,
    options: { cause?: unknown; retryAfter?: number } = {},
  ) {
    super(message, options);
    this.name = "Failure";
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return statuses[this.code];
  }
}

/** Any thrown value as a Failure; what is not one already is a fault of our own. */
export function asFailure(thrown: unknown): Failure {
  if (lacksDescriptors(thrown)) {
    return new Failure("EBUSY", "There is no room for another connection", { cause: thrown });
  }
  if (thrown instanceof Failure) return thrown;
  return new Failure("EINTERNAL", "Something went wrong inside the server", { cause: thrown });
}

/** Whether something failed because the process may not open another file or connection. */
export function lacksDescriptors(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE" || lacksDescriptors(thrown.cause);
}
