import type { ConfigSnapshot } from "../../delivery/request.ts";
import { Failure } from "../../failure.ts";
import { route } from "../../url/address.ts";
import { asReceived, baseOf, completeUrl, type PublicAddress } from "../../url/public-address.ts";
import { type SigningKeys, signUrl } from "../../url/signature.ts";

/** A URL to sign, and for how many seconds. */
interface SignRequest {
  url: string;
  expires?: number;
}

interface SignedUrl {
  url: string;
  /** Milliseconds since 1970; absent for a URL that never expires. */
  expires?: number;
}

/** @param seen URL of the request, which a path is completed from */
export type Signer = (wanted: SignRequest, seen: string) => Promise<SignedUrl>;

/** Signs URLs of this server. EINVAL for what is none, ENOENT where no endpoint answers. */
export function createSigner(
  keys: SigningKeys,
  snapshot: () => Promise<ConfigSnapshot>,
  addressAt: (seen: string) => PublicAddress,
): Signer {
  return async ({ url: text, expires }, seen) => {
    const address = addressAt(seen);
    const url = completeUrl(text, baseOf(address, seen));
    const { hostname, pathname, search } = asReceived(url, address);
    const { loaded, id } = await snapshot();
    const routed = route(pathname + search, hostname, loaded.endpoints, id);
    if (!routed) throw new Failure("ENOENT", "No URL endpoint answers here");
    const whole = url.href.replace(/#.*$/s, "");
    // What is signed is what follows the endpoint.
    const endpoint = whole.slice(0, whole.length - routed.rest.length);
    if (expires === undefined) return { url: signUrl(whole, endpoint, keys) };
    const until = Math.floor(Date.now() / 1000) + expires;
    return { url: signUrl(whole, endpoint, keys, until), expires: until * 1000 };
  };
}
