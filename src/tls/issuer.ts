import { join } from "node:path";
import type { Certificate } from "../runtime/listening.ts";
import type { Challenges } from "./challenges.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

interface IssuerOptions {
  /** URL of the ACME server's directory. */
  directory: string;
  /** Whom the authority may write to. */
  email: string | undefined;
  /** Where the account's key is kept. */
  folder: string;
  challenges: Challenges;
}

/** Why a certificate was not issued. */
export class IssueError extends Error {
  /** Whether the authority may count it against its limits. */
  readonly counts: boolean;
  /** What the authority asks for. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, counts: boolean, retryAfterSeconds: number | undefined) {
    super(message);
    this.counts = counts;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const requestTimeoutMilliseconds = 30_000;

/** How the ACME server is asked whether it is done: soon, then ever more seldom. */
const polling = { backoffMin: 300, backoffMax: 5_000, backoffAttempts: 30 };

/** Obtains a certificate for these names from an ACME server (RFC 8555) by HTTP-01. */
export function createIssuer({ directory, email, folder, challenges }: IssuerOptions) {
  return async (names: readonly string[]): Promise<Certificate> => {
    await expectAnswer(directory);
    // Most servers never need it.
    const { default: acme } = await import("acme-client");
    const { defaults, interceptors } = acme.axios;
    defaults.timeout = requestTimeoutMilliseconds;
    // We try again ourselves, and say so meanwhile.
    Object.assign(defaults, { acmeSettings: { retryMaxAttempts: 0, retryDefaultDelay: 0 } });
    let last: { status: number; retryAfter: number } | undefined;
    const watching = interceptors.response.use((response) => {
      last = { status: response.status, retryAfter: Number(response.headers["retry-after"]) };
      return response;
    });
    try {
      const client = new acme.Client({
        directoryUrl: directory,
        accountKey: await accountKey(
          join(folder, "account.pem"),
          acme.crypto.createPrivateEcdsaKey,
        ),
        ...polling,
      });
      const [key, csr] = await acme.crypto.createCsr(
        { altNames: [...names] },
        await acme.crypto.createPrivateEcdsaKey(),
      );
      // It is known from the second order on; one that is not is made with the order.
      await client.createAccount({ onlyReturnExisting: true }).catch(() => undefined);
      const chain = await client.auto({
        csr,
        ...(email === undefined ? {} : { email }),
        termsOfServiceAgreed: true,
        // It would ask at the name itself, which was done before.
        skipChallengeVerification: true,
        challengePriority: ["http-01"],
        challengeCreateFn: async (_, { token }, answer) => challenges.put(token, answer),
        challengeRemoveFn: async (_, { token }) => challenges.remove(token),
      });
      return { chain, key: key.toString() };
    } catch (error) {
      throw asIssueError(error, directory, last);
    } finally {
      interceptors.response.eject(watching);
    }
  };
}

/** The client does not say why a server cannot be reached. */
async function expectAnswer(directory: string): Promise<void> {
  const signal = AbortSignal.timeout(requestTimeoutMilliseconds);
  await fetch(directory, { signal }).catch(
    (error: Error & { code?: string; cause?: NodeJS.ErrnoException }) => {
      const why = error.code ?? error.cause?.code ?? error.cause?.message ?? error.message;
      throw new IssueError(
        `${new URL(directory).host} cannot be reached (${why})`,
        false,
        undefined,
      );
    },
  );
}

/** The one that the authority knows us by, made once. */
async function accountKey(path: string, make: () => Promise<Buffer>): Promise<string> {
  const known = readPrivateFile(path);
  if (known !== undefined) return known;
  const made = (await make()).toString();
  writePrivateFile(path, made);
  return made;
}

function asIssueError(
  error: unknown,
  directory: string,
  last: { status: number; retryAfter: number } | undefined,
): IssueError {
  const { host } = new URL(directory);
  const retryAfter = last && last.retryAfter > 0 ? last.retryAfter : undefined;
  // Without an answer the client stumbles over that.
  if (last === undefined || !(error instanceof Error) || error instanceof TypeError) {
    return new IssueError(`${host} stopped answering`, false, retryAfter);
  }
  const detail = error.message.slice(0, 500) || "no reason";
  const isFault = last.status >= 500;
  return new IssueError(
    isFault
      ? `${host} has a fault of its own (${last.status}, ${detail})`
      : `${host} refused: ${detail}`,
    !isFault,
    retryAfter,
  );
}
