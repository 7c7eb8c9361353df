import type { PemFiles } from "./pem-files.ts";

/** How `serve` comes by its certificate. */
export type TlsSettings = AcmeSettings | FileSettings;

interface CommonSettings {
  http3: boolean;
}

export interface AcmeSettings extends CommonSettings {
  kind: "acme";
  /** Host names, in lower case. */
  names: readonly string[];
  directory: string;
  email: string | undefined;
  /** Whether names are checked before a certificate is ordered. */
  check: boolean;
  /** Where the ACME server's questions are answered, and other requests redirected. */
  httpPort: number;
}

export interface FileSettings extends CommonSettings {
  kind: "files";
  files: PemFiles;
  /** Where requests are redirected to HTTPS; undefined for nowhere. */
  httpPort: number | undefined;
}

/** Host names with commas between, as certificates hold them; undefined when one is none. */
export function parseHostNames(text: string): string[] | undefined {
  const names = text.split(",").map((name) => asHostName(name.trim()));
  return names.every((name) => name !== undefined) ? [...new Set(names)] : undefined;
}

/** Letters of other scripts as DNS has them. An address, a wildcard or a port has no place here. */
function asHostName(text: string): string | undefined {
  const host = URL.parse(`https://${text}`)?.host;
  const isName = host !== undefined && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(host);
  const isAddress = /^[\d.]+$/.test(host ?? "");
  return isName && !isAddress && !/[/?#@:*]/.test(text) ? host : undefined;
}
