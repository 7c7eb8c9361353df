import { isIP } from "node:net";
import { isInNetworks } from "../ip-addresses.ts";

/** Finds the address that a request is counted for. */
export type ClientOf = (peer: string, headers: Pick<Headers, "get">) => string;

/**
 * Whom a request is counted for, in the log, for wrong keys and when renderers are shared out: the
 * address that connected, or the one that a trusted proxy says it speaks for. Only what trusted
 * proxies added is believed; what stands before that is the client's own word.
 * @param trusted addresses and networks of proxies
 */
export function createClientOf(trusted: readonly string[]): ClientOf {
  const isTrusted = rememberLast(isInNetworks(trusted));
  return (connected, headers) => {
    const peer = plain(connected);
    if (!isTrusted(peer)) return peer;
    const list = headers.get("x-forwarded-for") ?? headers.get("forwarded");
    if (list === null) return peer;
    const hops = list.split(",").filter((hop) => hop.trim() !== "");
    let client = peer;
    for (const hop of hops.reverse()) {
      const address = addressIn(hop);
      if (address === undefined) return client;
      client = address;
      if (!isTrusted(client)) return client;
    }
    return client;
  };
}

/** The address in a hop: quoted or not, with or without a port, as `for=` of `Forwarded` or alone. */
function addressIn(hop: string): string | undefined {
  const [, named] = /(?:^|;)\s*for\s*=\s*([^;]*)/i.exec(hop) ?? [];
  const text = (named ?? hop)
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim();
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const address = bracketed ?? (isIP(text) === 0 ? text.replace(/:\d+$/, "") : text);
  return isIP(plain(address)) === 0 ? undefined : plain(address);
}

/** An IPv4 address is the same client in either spelling. */
function plain(address: string): string {
  return address.startsWith("::") ? address.replace(/^::ffff:(?=\d+\.)/i, "") : address;
}

/** Most requests come from where the one before came from. */
function rememberLast(check: (ip: string) => boolean): (ip: string) => boolean {
  let last: string | undefined;
  let result = false;
  return (ip) => {
    if (ip !== last) result = check(ip);
    last = ip;
    return result;
  };
}
