import type { Hint } from "../hints.ts";

/** What an error on the way to a web server means, by its code, in plain words; and what to change. */
const meanings: Record<string, [message: string, help: string]> = {
  ENOTFOUND: ["The host name is unknown", "Check the spelling of the host name"],
  EAI_AGAIN: ["The host name cannot be looked up now", "Check this machine's name server"],
  ECONNREFUSED: ["Nothing answers at this address", "Check the host name and the port"],
  ECONNRESET: ["The server closed the connection", "Check the port, and http or https"],
  CERT_HAS_EXPIRED: ["The server's certificate has expired", "Have the server's owner renew it"],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "The server's certificate is for another host name",
    "Check the spelling of the host name",
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "The server's certificate is signed by nobody else",
    "Give it one of a known authority, or use http inside your own network",
  ],
};

/** Undefined for an error without a meaning of its own. */
export function webHints(error: unknown): Hint | undefined {
  const { code = "" } = (error ?? {}) as { code?: string };
  const [message = "", help = ""] = Object.hasOwn(meanings, code) ? (meanings[code] ?? []) : [];
  return message === "" ? undefined : { message, help };
}
