import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";

/**
 * Resolves names for sockets: they ask when they connect, so the addresses that were checked are
 * those connected to, whatever the name resolves to a moment later. A socket to an IP address does
 * not ask.
 * @param check throws for an address that may not be connected to
 */
export function checkedLookup(
  check: (ip: string) => void,
  resolveAll: (hostname: string) => Promise<readonly string[]> = resolveName,
): LookupFunction {
  return (hostname, { all }, done) => {
    const answer = async () => {
      const ips = await resolveAll(hostname);
      if (ips.length === 0) throw new Error(`${hostname} has no address`);
      ips.forEach(check);
      return ips.map((address) => ({ address, family: isIP(address) }));
    };
    answer().then(
      (found) => (all ? done(null, found) : done(null, found[0]?.address ?? "", found[0]?.family)),
      (error) => done(error, ""),
    );
  };
}

async function resolveName(hostname: string): Promise<string[]> {
  // RFC 6761: these names are loopback, whatever a resolver knows of them.
  if (/(?:^|\.)localhost\.?$/i.test(hostname)) return ["127.0.0.1", "::1"];
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}
