import { readFileSync, statSync } from "node:fs";
import type { Log } from "../log.ts";
import type { Certificate } from "../runtime/listening.ts";
import { readCertificate } from "./certificate.ts";

/** Own files: of the chain, and of its key. */
export interface PemFiles {
  chain: string;
  key: string;
}

const checkIntervalMilliseconds = 2_000;

/** Throws a system error, or what is wrong with the texts. */
export function readPemFiles(files: PemFiles): Certificate {
  const certificate = {
    chain: readFileSync(files.chain, "utf8"),
    key: readFileSync(files.key, "utf8"),
  };
  readCertificate(certificate);
  return certificate;
}

/**
 * Calls `changed` when the files have changed and fit each other: between the writing of one and of
 * the other they do not. They are looked at by a clock, since what changes may be a link to them.
 */
export function watchPemFiles(
  files: PemFiles,
  log: Pick<Log, "info" | "warn">,
  changed: (certificate: Certificate) => void,
): () => void {
  let seen = versionOf(files);
  let warned = false;
  const timer = setInterval(() => {
    const version = versionOf(files);
    if (version === seen) return;
    try {
      changed(readPemFiles(files));
      seen = version;
      warned = false;
      log.info("The certificate was read again", { file: files.chain });
    } catch (error) {
      if (!warned) log.warn("The changed certificate cannot be used", { cause: error });
      warned = true;
    }
  }, checkIntervalMilliseconds).unref();
  return () => clearInterval(timer);
}

function versionOf({ chain, key }: PemFiles): string {
  return [chain, key]
    .map((file) => {
      const facts = statSync(file, { throwIfNoEntry: false, bigint: true });
      return facts ? `${facts.ino}.${facts.mtimeNs}.${facts.size}` : "";
    })
    .join(" ");
}
