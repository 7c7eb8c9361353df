import type { Original } from "../../cache/original.ts";
import { encodePath } from "../../url/address.ts";
import { splitExtension } from "../../url/cloudinary/path.ts";
import { type SigningKeys, signUrl } from "../../url/signature.ts";
import type { Candidate } from "../candidates.ts";

/** Any host will do: only what follows it is signed. */
const anyHost = "http://localhost/";

/**
 * Where a client finds the original of what it asked for: a path of the same host, signed like the
 * request where the endpoint wants that.
 * @param keys sign URLs
 */
export function originalLocation(
  { request, permissions }: Candidate,
  { meta }: Pick<Original, "meta">,
  keys: SigningKeys,
): string {
  const { prefix, address, compat, endpoint } = request;
  const { cloud, resourceType, deliveryType, publicId } = compat?.asset ?? {};
  const named = resourceType && deliveryType && publicId;
  const types = cloud === undefined ? [] : [cloud];
  const asked = named
    ? [...types, resourceType, deliveryType, publicId].join("/")
    : encodePath(address.path);
  // With that extension it would be converted, too.
  const path = meta.convertTo === undefined ? asked : splitExtension(asked).stem;
  if (endpoint.signing !== "all") return onThisHost(`${prefix}/${path}`);
  const until = permissions.expires === undefined ? undefined : permissions.expires / 1000;
  const signed = signUrl(`${anyHost}${path}`, anyHost, keys, until);
  return onThisHost(prefix + signed.slice(anyHost.length - 1));
}

/** A browser takes what follows two slashes for a host. */
function onThisHost(target: string): string {
  return target.startsWith("//") ? `/.${target}` : target;
}
