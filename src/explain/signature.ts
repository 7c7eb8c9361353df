import { authorize, checkSignatureOf } from "../delivery/authorize.ts";
import type { DeliveryRequest } from "../delivery/request.ts";
import { asFailure } from "../failure.ts";
import type { SigningKeys } from "../url/signature.ts";

/** The state of a URL's signature. */
export interface SignatureState {
  state: "none" | "good" | "wrong" | "expired";
  /** Whether the URL is refused for it. */
  needed: boolean;
  message: string;
  /** Milliseconds since 1970. */
  expires?: number;
}

/** @param now milliseconds since 1970 */
export function explainSignature(
  request: DeliveryRequest,
  keys: SigningKeys,
  now: number,
): SignatureState {
  const { state, expiry } = checkSignatureOf(request, keys, now);
  const expires = expiry === undefined ? {} : { expires: expiry * 1000 };
  try {
    authorize(request, keys, now);
  } catch (error) {
    return { state, needed: true, message: asFailure(error).message, ...expires };
  }
  if (state === "good") {
    const end =
      expiry === undefined ? "never expires" : `expires ${new Date(expiry * 1000).toISOString()}`;
    return { state, needed: false, message: `The signature is valid; it ${end}`, ...expires };
  }
  const message = "Not signed; no signature required";
  return { state, needed: false, message };
}
