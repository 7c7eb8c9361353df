import { Failure } from "../failure.ts";
import { authorise, type Grant } from "./authorize.ts";
import type { Wish } from "./request.ts";

/** One request on its way: what it wants and may see, who waits, and until when. */
export interface Walk {
  wish: Wish;
  grant: Grant;
  /** Whom the work is counted for; undefined for ourselves, who may see everything. */
  client: string | undefined;
  signal: AbortSignal | undefined;
  /** Milliseconds that are left. */
  left(): number;
  timings: Record<string, number>;
  /** How many purges there had been: what was found before the next one may be gone after it. */
  began: number;
  /** Why the URL is not answered the way it was read first. */
  refusal?: Failure;
}

/**
 * The first way to read a request, from this one on, in which it is answered, and what it may see
 * then. Throws what is wrong with the first way when there is none.
 * @param key signs URLs
 */
export function admit(
  wish: Wish,
  client: string | undefined,
  key: string,
): Pick<Walk, "wish" | "grant" | "refusal"> {
  let failure: Failure | undefined;
  for (let read: Wish | undefined = wish; read; read = read.foreign?.next?.()) {
    try {
      const grant = client === undefined ? ours(read) : authorise(read, key, Date.now());
      if (read.foreign?.refusal) throw read.foreign.refusal;
      // A signature that fits one way to read a URL was not meant for the others.
      const meant = failure?.code !== "EAUTH" || !grant.guarded;
      return { wish: read, grant, ...(failure && meant ? { refusal: failure } : {}) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

/** What we may see ourselves. */
function ours({ endpoint }: Wish): Grant {
  return { private: true, guarded: endpoint.urlRewriter?.type === "CLOUDINARY" };
}
