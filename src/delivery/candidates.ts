import { Failure } from "../failure.ts";
import { dialectOf } from "../url/dialect.ts";
import type { SigningKeys } from "../url/signature.ts";
import { authorize, type Permissions } from "./authorize.ts";
import type { DeliveryRequest } from "./request.ts";

/** One way to read a request in which it may be answered, and what it may see then. */
export interface Candidate {
  readonly request: DeliveryRequest;
  readonly permissions: Permissions;
  /** Why the URL is not answered in a likelier way. */
  readonly refusal?: Failure;
}

/** Who asks. */
export interface Asker {
  /** The client that the work is counted for; undefined for the server's own requests. */
  client?: string | undefined;
  /** Of those, one that has made what clients are to find: as they get it, where they may have it. */
  forClients?: true;
}

/** The likeliest first; never empty. */
export type Candidates = readonly [Candidate, ...Candidate[]];

/**
 * The ways to read a request in which it may be answered. Throws what is wrong with the first way
 * when there is none.
 * @param asker the server's own requests may see everything
 * @param keys sign URLs
 * @param now milliseconds since 1970
 */
export function authorizeCandidates(
  readings: readonly DeliveryRequest[],
  asker: Asker,
  keys: SigningKeys,
  now = Date.now(),
): Candidates {
  const candidates: Candidate[] = [];
  let refusal: Failure | undefined;
  for (const request of readings) {
    try {
      const permissions = permissionsOf(request, asker, keys, now);
      if (request.compat?.refusal) throw request.compat.refusal;
      // A signature that fits one way to read a URL was not meant for the others.
      const meant = refusal?.code !== "EAUTH" || !permissions.restricted;
      candidates.push({ request, permissions, ...(refusal && meant ? { refusal } : {}) });
      refusal = undefined;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refusal ??= error;
    }
  }
  const [first, ...others] = candidates;
  if (!first) throw refusal;
  return [first, ...others];
}

function permissionsOf(
  request: DeliveryRequest,
  { client, forClients }: Asker,
  keys: SigningKeys,
  now: number,
): Permissions {
  if (client !== undefined) return authorize(request, keys, now);
  if (!forClients) return ours(request);
  try {
    return { ...authorize(request, keys, now), private: true };
  } catch (error) {
    if (error instanceof Failure) return ours(request);
    throw error;
  }
}

/** What the server may see itself. */
function ours({ endpoint }: DeliveryRequest): Permissions {
  return { private: true, restricted: dialectOf(endpoint.urlRewriter).verify !== undefined };
}
