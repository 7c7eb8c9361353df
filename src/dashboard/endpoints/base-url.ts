import type { PublicAddress } from "../../http/public-address.ts";

/**
 * What the URLs of an endpoint's pictures begin with, a slash at its end: its first custom domain,
 * where no id stands in front, or else its prefix behind the server's address. Pure.
 */
export function baseUrl(
  { url = "", id }: PublicAddress,
  { hostnames, urlPrefix }: { hostnames?: readonly string[]; urlPrefix?: string },
): string {
  const [domain] = hostnames ?? [];
  const parts = domain === undefined ? [url, id, urlPrefix] : [`https://${domain}`];
  return `${parts.filter((part) => part).join("/")}/`;
}
