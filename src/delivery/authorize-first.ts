import { Failure } from "../failure.ts";
import { authorize, type Grant } from "./authorize.ts";
import type { DeliveryRequest } from "./request.ts";

/** One request on its way: what it wants and may see, who waits, and until when. */
export interface RequestContext {
  request: DeliveryRequest;
  grant: Grant;
  /** Whom the work is counted for; undefined for ourselves, who may see everything. */
  client: string | undefined;
  signal: AbortSignal | undefined;
  /** Milliseconds that are left. */
  left(): number;
  timings: Record<string, number>;
  /** How many purges there had been: what was found before the next one may be gone after it. */
  purgeEpoch: number;
  /** Why the URL is not answered the way it was read first. */
  refusal?: Failure;
}

/**
 * The first way to read a request, from this one on, in which it is answered, and what it may see
 * then. Throws what is wrong with the first way when there is none.
 * @param key signs URLs
 */
export function authorizeFirst(
  request: DeliveryRequest,
  client: string | undefined,
  key: string,
): Pick<RequestContext, "request" | "grant" | "refusal"> {
  let failure: Failure | undefined;
  for (let read: DeliveryRequest | undefined = request; read; read = read.compat?.next?.()) {
    try {
      const grant = client === undefined ? ours(read) : authorize(read, key, Date.now());
      if (read.compat?.refusal) throw read.compat.refusal;
      // A signature that fits one way to read a URL was not meant for the others.
      const meant = failure?.code !== "EAUTH" || !grant.restricted;
      return { request: read, grant, ...(failure && meant ? { refusal: failure } : {}) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

/** What we may see ourselves. */
function ours({ endpoint }: DeliveryRequest): Grant {
  return { private: true, restricted: endpoint.urlRewriter?.type === "CLOUDINARY" };
}
