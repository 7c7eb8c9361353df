import { isIP } from "node:net";
import { isPublicAddress } from "../ip-addresses.ts";

/**
 * Who a request is counted for, in the log and when renderers are shared out: the address that
 * connected, or the one that a proxy on a private address says it speaks for. Only the last hop of
 * `X-Forwarded-For` is that proxy's word; the ones before it are the client's own.
 */
export function clientOf(peer: string, forwarded: string | null): string {
  if (forwarded === null) return peer;
  const hop = forwarded.slice(forwarded.lastIndexOf(",") + 1).trim();
  return isIP(hop) !== 0 && !isPublicAddress(peer) ? hop : peer;
}
