import { Failure } from "../failure.ts";
import { checkSignature } from "../url/signature.ts";
import type { Wish } from "./wish.ts";

/** What a request may see. */
export interface Grant {
  /** Originals that are marked private, and what is made of them. */
  private: boolean;
  /** Milliseconds since 1970 when the signature expires. */
  expires?: number;
}

/**
 * Holds a request against its signature and the endpoint's setting. A signature that is there has
 * to be right, also where none is needed. EAUTH when it is wrong, expired, or missing.
 * Source: ImageKit, signed URLs and private images.
 * @param now milliseconds since 1970
 */
export function authorise(wish: Wish, key: string, now: number): Grant {
  const { rest, endpoint, transformation, namedOnly } = wish;
  const checked = checkSignature(rest, key, now);
  switch (checked.state) {
    case "good":
      return {
        private: true,
        ...(checked.expiry === undefined ? {} : { expires: checked.expiry * 1000 }),
      };
    case "wrong":
      throw new Failure("EAUTH", "The signature `ik-s` does not fit this URL");
    case "expired":
      throw new Failure("EAUTH", "The signature of this URL has expired");
    case "none": {
      const simple = transformation === undefined || namedOnly;
      if (endpoint.signing === "all" || (endpoint.signing === "unnamed" && !simple)) {
        throw new Failure("EAUTH", "This URL needs a signature: `ik-s` is missing");
      }
      return { private: namedOnly };
    }
  }
}
