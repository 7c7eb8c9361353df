import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import http from "node:http";
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { type Challenges, challengeFolder } from "./challenges.ts";

/** Finds the addresses of a name. */
type Resolve = (name: string) => Promise<string[]>;

/** An ACME server asks at this port, whichever the server was told to listen on. */
const acmePort = 80;
const probeTimeoutMilliseconds = 5_000;

/**
 * Why an ACME server would not reach this server by a name, as a sentence; undefined when it would.
 * Asked before a certificate is ordered, since failed orders count against the limits of the
 * authority. An address that is none of this machine may still lead here, through a router: a
 * question of our own tells.
 */
export async function whyUnreachable(
  name: string,
  challenges: Challenges,
  resolve: Resolve = systemAddresses,
): Promise<string | undefined> {
  let addresses: string[];
  try {
    addresses = await resolve(name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTFOUND" && code !== "ENODATA") {
      return `${name} cannot be looked up (${code ?? "no answer"}): check the DNS servers of this machine`;
    }
    addresses = [];
  }
  if (addresses.length === 0) {
    return `${name} does not resolve: add an A or AAAA record that points to this machine`;
  }
  const own = ownAddresses();
  const elsewhere = addresses.filter((address) => !own.has(address));
  const led = await Promise.all(elsewhere.map((address) => leadsHere(name, address, challenges)));
  const wrong = elsewhere.filter((_, i) => !led[i]);
  return wrong.length === 0
    ? undefined
    : `${name} resolves to ${wrong.join(" and ")}, where this server does not answer on port ${acmePort}: ` +
        "point the name to this machine, or let the port through (--acme-check off orders nevertheless)";
}

async function systemAddresses(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function ownAddresses(): Set<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  // A machine without IPv6 resolves `localhost` to its loopback address nevertheless.
  return new Set(["127.0.0.1", "::1", ...addresses.map(({ address }) => address)]);
}

async function leadsHere(name: string, address: string, challenges: Challenges): Promise<boolean> {
  const token = randomBytes(16).toString("hex");
  challenges.put(token, token);
  try {
    return (await ask(name, address, challengeFolder + token)) === token;
  } finally {
    challenges.remove(token);
  }
}

/** The body of an answer; undefined without one. Nothing is sent through a proxy. */
function ask(name: string, address: string, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = {
      host: address,
      family: isIPv6(address) ? 6 : 4,
      port: acmePort,
      path,
      headers: { Host: name },
      agent: false as const,
      signal: AbortSignal.timeout(probeTimeoutMilliseconds),
    };
    const request = http.get(options, (answer) => {
      let text = "";
      answer.setEncoding("latin1").on("data", (part: string) => {
        text += part;
        if (text.length > 1000) answer.destroy();
      });
      answer.on("close", () => resolve(answer.complete ? text : undefined));
      answer.on("error", () => resolve(undefined));
    });
    request.on("error", () => resolve(undefined));
  });
}
