import { isIPv4, isIPv6 } from "node:net";

/**
 * Addresses that a request which a stranger can steer must not reach. Besides what is private, this
 * holds what no web server has: multicast, benchmarks, documentation, reserved ranges.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const refusedIPv4 = [
  "0.0.0.0/8", // this network, the unspecified address
  "10.0.0.0/8", // private
  "100.64.0.0/10", // carrier-grade NAT
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local, where clouds keep their metadata
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // 6to4 relays
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, broadcast
].map(network);

/** The only part of IPv6 that is given out; the rest is local, multicast or reserved. */
const globalIPv6 = network("2000::/3");

/** https://www.iana.org/assignments/iana-ipv6-special-registry */
const refusedIPv6 = [
  "2001::/23", // protocol assignments, benchmarks, ORCHID
  "2001:db8::/32", // documentation
  "3fff::/20", // documentation
].map(network);

interface Embedding {
  network: Network;
  /** The embedded address, of which only the lowest 32 bits count. */
  address(ip: bigint): bigint;
}

/**
 * Networks whose addresses stand for an IPv4 address, and are as public as that one. The local-use
 * NAT64 network 64:ff9b:1::/48 is not among them: which bits hold the IPv4 address is up to the
 * network that runs the translator, so what looks public may be private, and all of it is refused.
 */
const embeddings: readonly Embedding[] = [
  { network: network("::ffff:0:0/96"), address: (ip) => ip }, // IPv4-mapped
  { network: network("::/96"), address: (ip) => ip }, // IPv4-compatible
  { network: network("64:ff9b::/96"), address: (ip) => ip }, // NAT64
  { network: network("2002::/16"), address: (ip) => ip >> 80n }, // 6to4
  { network: network("2001::/32"), address: (ip) => ip >> 64n }, // Teredo: its server
  { network: network("2001::/32"), address: (ip) => ~ip }, // Teredo: the client, inverted
];

/** Middle of an ISATAP interface identifier, below any prefix; the lower 32 bits are IPv4. */
const isatap = [0x0000_5efen, 0x0200_5efen];

/**
 * Whether an IPv4 or IPv6 address, in its textual form, is that of a host on the public Internet.
 * Addresses that carry an IPv4 address inside are judged by it. What is no address is not public.
 */
export function isPublicAddress(ip: string): boolean {
  if (isIPv4(ip)) return isPublicIPv4(bitsOfIPv4(ip));
  if (!isIPv6(ip)) return false;
  const bits = bitsOfIPv6(ip);
  const found = embeddings.filter(({ network }) => isWithin(bits, network));
  if (found.length > 0) return found.every(({ address }) => isPublicIPv4(address(bits)));
  if (!isWithin(bits, globalIPv6)) return false;
  if (refusedIPv6.some((refused) => isWithin(bits, refused))) return false;
  return !isatap.includes(low32(bits >> 32n)) || isPublicIPv4(bits);
}

const loopback = [network("127.0.0.0/8"), network("::1/128")] as const;

/** Whether what a server is to listen at can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || isAmong(loopback)(host.replace(/^\[|\]$/g, ""));
}

/** Whether a text is an address, or a network as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [ip = "", length] = text.split("/");
  const width = isIPv4(ip) ? 32 : isIPv6(ip) ? 128 : -1;
  return (
    width > 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= width))
  );
}

/** Whether an address is in one of these networks. An IPv4 address may be written as IPv6. */
export function isInNetworks(networks: readonly string[]): (ip: string) => boolean {
  return isAmong(networks.map(network));
}

const mapped = network("::ffff:0:0/96");

/**
 * What a client is counted by. Its IPv4 address, in either spelling; of IPv6 the /64, since a client
 * that has one address of it has all. What is no address counts as itself.
 */
export function networkOf(client: string): string {
  if (!isIPv6(client)) return client;
  const bits = bitsOfIPv6(client);
  if (!isWithin(bits, mapped)) return `${(bits >> 64n).toString(16)}/64`;
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
}

function isAmong(networks: readonly Network[]) {
  return (ip: string): boolean => {
    const isVersion4 = isIPv4(ip);
    if (!isVersion4 && !isIPv6(ip)) return false;
    const bits = isVersion4 ? bitsOfIPv4(ip) : bitsOfIPv6(ip);
    const short = isVersion4 || isWithin(bits, mapped) ? low32(bits) : undefined;
    return networks.some((one) =>
      one.width === 32 ? short !== undefined && isWithin(short, one) : isWithin(bits, one),
    );
  };
}

function isPublicIPv4(bits: bigint): boolean {
  return !refusedIPv4.some((refused) => isWithin(low32(bits), refused));
}

interface Network {
  /** The bits that all of its addresses share. */
  prefix: bigint;
  /** How many bits follow those. */
  rest: bigint;
  /** Of its addresses, in bits. */
  width: number;
}

function network(text: string): Network {
  const [ip = "", length] = text.split("/");
  const [bits, width] = isIPv4(ip) ? [bitsOfIPv4(ip), 32] : [bitsOfIPv6(ip), 128];
  const rest = BigInt(width - Number(length ?? width));
  return { prefix: bits >> rest, rest, width };
}

function isWithin(bits: bigint, { prefix, rest }: Network): boolean {
  return bits >> rest === prefix;
}

function low32(bits: bigint): bigint {
  return BigInt.asUintN(32, bits);
}

function bitsOfIPv4(ip: string): bigint {
  return ip.split(".").reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

/** Of a valid address; a zone (`%eth0`) is left out. */
function bitsOfIPv6(ip: string): bigint {
  const hexadecimal = ip.replace(/%.*$/, "").replace(/\d+\.\d+\.\d+\.\d+$/, (ipv4) => {
    const bits = bitsOfIPv4(ipv4);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = [], tail = []] = hexadecimal
    .split("::")
    .map((side) => side.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(8 - head.length - tail.length).fill("0");
  return [...head, ...zeros, ...tail].reduce(
    (bits, group) => (bits << 16n) | BigInt(`0x${group}`),
    0n,
  );
}
