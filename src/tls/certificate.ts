import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Certificate } from "../runtime/listening.ts";

/** What a certificate says of itself. Times are milliseconds since 1970. */
interface CertificateFacts {
  names: string[];
  from: number;
  until: number;
}

/** Throws when a text is no certificate, or the key belongs to another one. */
export function readCertificate({ chain, key }: Certificate): CertificateFacts {
  const x509 = new X509Certificate(chain);
  if (!x509.checkPrivateKey(createPrivateKey(key))) {
    throw new Error("the key belongs to another certificate");
  }
  return {
    names: namesIn(x509.subjectAltName ?? ""),
    from: Date.parse(x509.validFrom),
    until: Date.parse(x509.validTo),
  };
}

function namesIn(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/DNS:([^\s,]+)/g)].map(([, name = ""]) => name);
}

/** When two thirds of the life are over: there is time for many tries, and the load is spread. */
export function renewalTime({ from, until }: CertificateFacts): number {
  return from + ((until - from) * 2) / 3;
}

/** One text of both, so that one rename replaces both. */
export function joinPem({ chain, key }: Certificate): string {
  return `${key.trim()}\n${chain.trim()}\n`;
}

export function splitPem(text: string): Certificate {
  const [key = ""] =
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*-----\n/.exec(text) ?? [];
  return { key, chain: text.replace(key, "") };
}
