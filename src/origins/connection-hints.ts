import type { Hint } from "./hints.ts";

const unknownAuthority: Hint = {
  message: "The server's certificate is not signed by an authority that this machine trusts",
  help: "Use a certificate of a public authority, or name your own authority's in NODE_EXTRA_CA_CERTS",
};
const notTls: Hint = {
  message: "The server does not speak TLS on this port",
  help: "Use http instead of https, or the server's https port",
};

/** What the error code of a connection means. */
const meanings: Record<string, Hint> = {
  ENOTFOUND: { message: "The host name is unknown", help: "Check the spelling of the host name" },
  EAI_AGAIN: {
    message: "The host name cannot be resolved at the moment",
    help: "Check this machine's DNS",
  },
  ECONNREFUSED: {
    message: "Nothing is listening at this address",
    help: "Check the host name and the port",
  },
  ECONNRESET: {
    message: "The server closed the connection",
    help: "Check the port, and whether it is http or https: a port for https closes http connections",
  },
  CERT_HAS_EXPIRED: {
    message: "The server's certificate has expired",
    help: "Ask the server's owner to renew it",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    message: "The server's certificate is for another host name",
    help: "Check the spelling of the host name",
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    message: "The server's certificate is self-signed",
    help: "Use a certificate of a public authority, or http inside your own network",
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  EPROTO: notTls,
};

/** Undefined for an error without a meaning of its own. */
export function connectionHints(error: unknown): Hint | undefined {
  const { code = "" } = (error ?? {}) as { code?: string };
  return Object.hasOwn(meanings, code) ? meanings[code] : undefined;
}
