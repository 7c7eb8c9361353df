import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Makes a certificate that signs itself, and its key, as two files in a folder. */
export function makeCertificate(
  folder: string,
  name: string,
  hosts: readonly string[],
): { chain: string; key: string } {
  const files = { chain: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  const names = [...hosts.map((host) => `DNS:${host}`), "IP:127.0.0.1"].join(",");
  const { status, stderr } = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", files.key, "-out", files.chain, "-days", "2", "-subj", `/CN=${name}`],
      ...["-addext", `subjectAltName=${names}`],
      // Deno refuses an authority's certificate as a server's own.
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`No certificate was made: ${stderr}`);
  return files;
}
