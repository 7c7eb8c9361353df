import type { PublicAddress } from "../../url/public-address.ts";

/**
 * The base URL of an endpoint's images, with a slash at its end: its first custom domain, which
 * takes no id, or else the server's address with the endpoint's prefix. Pure.
 */
export function baseUrl(
  { url = "", id }: PublicAddress,
  { hostnames, urlPrefix }: { hostnames?: readonly string[]; urlPrefix?: string },
): string {
  const [domain] = hostnames ?? [];
  const parts = domain === undefined ? [url, id, urlPrefix] : [`https://${domain}`];
  return `${parts.filter((part) => part).join("/")}/`;
}
