/** What a person was after when something failed: they can change different things. */
type Purpose =
  /** An image, by its URL. */
  | "image"
  /** An origin, while it is set up. */
  | "origin"
  /** The management API. */
  | "api";

interface Kind {
  status: number;
  /** What to change. */
  help?: Partial<Record<Purpose, string>>;
}

/**
 * What can go wrong in front of a client, the status that says so, and what to change.
 * The codes are the first word of the `ik-error` header.
 */
const kinds = {
  /** No origin has the path. */
  ENOENT: {
    status: 404,
    help: { image: "Check the keys that were tried: path, prefix and letter case" },
  },
  /** An origin refused our credentials and no other had the path. */
  EACCES: {
    status: 404,
    help: {
      image: "Check the credentials of the origins and what they are allowed to do",
      origin: "Check the credentials and what they are allowed to do",
    },
  },
  /** An origin could not be reached and no other had the path. */
  ECONNREFUSED: {
    status: 502,
    help: { origin: "Check the host name and the port, and that this machine can connect to it" },
  },
  /** An origin answered with a server error and no other had the path. */
  EUPSTREAM: { status: 502 },
  /** An origin or a render ran past the time limit. */
  ETIMEDOUT: {
    status: 504,
    help: {
      image: "Check how long the origins took",
      origin: "Check for a firewall that drops the connection",
    },
  },
  /** An unknown parameter, a bad value, a bad nesting. */
  EINVAL: {
    status: 400,
    help: { api: "The fields of every request are in /_/api/openapi.json" },
  },
  /** Over a limit: bytes, pixels, frames, output size, chain length, URL length. */
  ELIMIT: { status: 400 },
  /** The bytes are no image that can be decoded. */
  EFORMAT: {
    status: 415,
    help: { image: "Check the file itself: request it without a transformation" },
  },
  /** Needs an AI service, or is not supported. */
  ENOTSUP: {
    status: 501,
    help: { image: "Remove what the message names, or install FFmpeg if it needs that" },
  },
  /** A signature is missing, wrong or expired; or a key of the management API. */
  EAUTH: {
    status: 401,
    help: {
      image: "Sign the URL, or change the signing setting of the URL endpoint",
      api: "Send the private key as the user name of HTTP Basic, with an empty password",
    },
  },
  /** A private asset or a blocked address. */
  EFORBIDDEN: {
    status: 403,
    help: { origin: "Set `allowPrivateNetwork` if this address is intended" },
  },
  /** Only GET, HEAD and OPTIONS reach images. */
  EMETHOD: { status: 405 },
  /** Something still uses what was to be changed, or its name is taken. */
  ECONFLICT: { status: 409 },
  /** It takes a while to make, and will be there later: 302 to what stands in for it, else 202. */
  EPENDING: { status: 202 },
  /** The client closed the request; only logs ever see this. */
  ECANCELED: { status: 499 },
  /** Too many wrong keys from one address. */
  ETOOMANY: { status: 429 },
  /** The render queue is full. */
  EBUSY: { status: 503 },
  /** A fault of our own. */
  EINTERNAL: { status: 500 },
} as const satisfies Record<string, Kind>;

export type FailureCode = keyof typeof kinds;

/** What to change after a failure, where its code alone tells. */
export function helpFor(code: FailureCode, purpose: Purpose): string | undefined {
  const { help }: Kind = kinds[code];
  return help?.[purpose];
}

/**
 * An answer that is not an image. `message` is public: it reaches the client, so it never holds a
 * secret, a stack, or a path of this machine. Whatever caused it goes to `cause`, for the log.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | undefined;
  /** The field of a request's body, or the parameter of its query, that is at fault. */
  readonly field: string | undefined;
  /** Where clients go meanwhile. */
  readonly location: string | undefined;

  constructor(
    code: FailureCode,
    message: string,
    options: { cause?: unknown; retryAfter?: number; field?: string; location?: string } = {},
  ) {
    super(message, options);
    this.name = "Failure";
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.field = options.field;
    this.location = options.location;
  }

  get status(): number {
    return this.location === undefined ? kinds[this.code].status : 302;
  }
}

/** Any thrown value as a Failure; what is not one already is a fault of our own. */
export function asFailure(thrown: unknown): Failure {
  if (lacksDescriptors(thrown)) {
    return new Failure("EBUSY", "There is no room for another connection", { cause: thrown });
  }
  if (thrown instanceof Failure) return thrown;
  if (isLocked(thrown)) {
    const message = "Another process is changing the configuration: try again";
    return new Failure("EBUSY", message, { cause: thrown, retryAfter: 1 });
  }
  return new Failure("EINTERNAL", "Something went wrong inside the server", { cause: thrown });
}

/** Whether another process has locked the database. */
function isLocked(thrown: unknown): boolean {
  return thrown instanceof Error && /^database (?:table )?is locked/.test(thrown.message);
}

/** Whether something failed because the process may not open another file or connection. */
export function lacksDescriptors(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE" || lacksDescriptors(thrown.cause);
}
