import { Failure } from "../failure.ts";
import { dialectOf } from "../url/dialect.ts";
import { checkSignature, type SigningKeys } from "../url/signature.ts";
import type { DeliveryRequest } from "./request.ts";
import { mastersOf } from "./video/stream-link.ts";

/** What a request may see. */
export interface Permissions {
  /** Originals that are marked private, and what is made of them. */
  private: boolean;
  /** What the dialect restricts to its own signatures: private and authenticated in Cloudinary. */
  restricted: boolean;
  /** What is made of a restricted original that the URL names, and not the original. */
  derived?: true;
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
export function authorize(request: DeliveryRequest, keys: SigningKeys, now: number): Permissions {
  const { endpoint, transformation, namedOnly } = request;
  const checked = checkSignatureOf(request, keys, now);
  const ofDialect = checkOfDialect(request);
  const restricted = ofDialect === "good";
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
      if (ofDialect === "missing" && endpoint.strictRewriter) {
        const { signatureName } = dialectOf(endpoint.urlRewriter);
        throw new Failure("EAUTH", `This URL needs a signature: \`${signatureName}\` is missing`);
      }
      const simple = transformation === undefined || namedOnly;
      if (endpoint.signing === "all" || (endpoint.signing === "unnamed" && !simple)) {
        throw new Failure("EAUTH", "This URL needs a signature: `ik-s` is missing");
      }
      const derived = showsDerived(request) ? { derived: true as const } : {};
      return { private: namedOnly, restricted, ...derived };
    }
  }
}

/** A file of a stream is also opened by the signature of the list that names it. */
export function checkSignatureOf(request: DeliveryRequest, keys: SigningKeys, now: number) {
  const { rest, escaped } = request;
  const own = checkSignature(rest, keys, now);
  if (own.state !== "wrong") return own;
  const others = [...(escaped === undefined ? [] : [escaped]), ...mastersOf(request)];
  const verdicts = others.map((text) => checkSignature(text, keys, now));
  // Where its name is escaped as well, a wrong signature is none of the text as it was received.
  return verdicts.find(({ state }) => state === "good" || state === "expired") ?? own;
}

/**
 * Whether a URL is signed as those of its dialect are, with the secret of one of the origins. Where
 * none has a secret a signature is no more than decoration.
 */
function checkOfDialect(request: DeliveryRequest): "good" | "missing" | "unneeded" {
  const { endpoint, compat } = request;
  const { verify, isRestricted, signatureName } = dialectOf(endpoint.urlRewriter);
  if (!verify) return "unneeded";
  const { signature, asset } = compat ?? {};
  const secrets = endpoint.origins.flatMap(({ apiSecret }) => apiSecret ?? []);
  if (signature && secrets.length > 0) {
    if (secrets.some((secret) => verify(signature, secret))) return "good";
    throw new Failure("EAUTH", `The signature \`${signatureName}\` does not fit this URL`);
  }
  if (asset && isRestricted({ asset }) && !showsDerived(request)) {
    throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
  }
  return secrets.length > 0 ? "missing" : "unneeded";
}

function showsDerived({ endpoint, transformation, compat }: DeliveryRequest): boolean {
  if (transformation === undefined || !compat?.asset || endpoint.strictPrivate) return false;
  return dialectOf(endpoint.urlRewriter).isDerivedOpen({ asset: compat.asset });
}
