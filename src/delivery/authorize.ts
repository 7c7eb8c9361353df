import { Failure } from "../failure.ts";
import { isRestricted } from "../url/cloudinary/asset.ts";
import { checkCloudinarySignature } from "../url/cloudinary/signature.ts";
import { checkSignature } from "../url/signature.ts";
import type { DeliveryRequest } from "./request.ts";

/** What a request may see. */
export interface Grant {
  /** Originals that are marked private, and what is made of them. */
  private: boolean;
  /** What is private or authenticated in Cloudinary. */
  restricted: boolean;
  /** Milliseconds since 1970 when the signature expires. */
  expires?: number;
}

/**
 * Holds a request against its signature and the endpoint's setting. A signature that is there has
 * to be right, also where none is needed. EAUTH when it is wrong, expired, or missing; EFORBIDDEN
 * for what is private or authenticated in Cloudinary and has no signature of Cloudinary's.
 * Source: ImageKit, signed URLs and private images; Cloudinary, delivery URL signatures.
 * @param now milliseconds since 1970
 */
export function authorize(request: DeliveryRequest, key: string, now: number): Grant {
  const { rest, endpoint, transformation, namedOnly } = request;
  const checked = checkSignature(rest, key, now);
  const ofCloudinary =
    endpoint.urlRewriter?.type === "CLOUDINARY" ? checkOfCloudinary(request) : "unneeded";
  const restricted = ofCloudinary === "good";
  switch (checked.state) {
    case "good":
      return {
        private: true,
        restricted,
        ...(checked.expiry === undefined ? {} : { expires: checked.expiry * 1000 }),
      };
    case "wrong":
      throw new Failure("EAUTH", "The signature `ik-s` does not fit this URL");
    case "expired":
      throw new Failure("EAUTH", "The signature of this URL has expired");
    case "none": {
      if (restricted) return { private: true, restricted };
      if (ofCloudinary === "missing" && endpoint.strictRewriter) {
        throw new Failure("EAUTH", "This URL needs a signature: `s--` is missing");
      }
      const simple = transformation === undefined || namedOnly;
      if (endpoint.signing === "all" || (endpoint.signing === "unnamed" && !simple)) {
        throw new Failure("EAUTH", "This URL needs a signature: `ik-s` is missing");
      }
      return { private: namedOnly, restricted };
    }
  }
}

/**
 * Whether a URL is signed as Cloudinary's are, with the secret of one of the origins. Where none
 * has a secret a signature is no more than decoration.
 */
function checkOfCloudinary({ endpoint, compat = { ignored: [] } }: DeliveryRequest) {
  const { signature, asset } = compat;
  const secrets = endpoint.origins.flatMap(({ apiSecret }) => apiSecret ?? []);
  if (signature && secrets.length > 0) {
    const { text, covers } = signature;
    if (secrets.some((secret) => checkCloudinarySignature(text, covers, secret))) return "good";
    throw new Failure("EAUTH", "The signature `s--` does not fit this URL");
  }
  if (asset && isRestricted(asset)) {
    throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
  }
  return secrets.length > 0 ? "missing" : "unneeded";
}
