import { rmSync } from "node:fs";
import { join } from "node:path";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

/** How certificates fare, for `doctor`. Times are milliseconds since 1970. */
export interface AcmeState {
  names: string[];
  /** Sentences. */
  problems: string[];
  /** End of the certificate that is shown; undefined without one. */
  until?: number | undefined;
  /** The next try or renewal. */
  next: number;
}

const fileIn = (data: string) => join(data, "acme", "state.json");

/** Undefined for a server that obtains no certificates. */
export function readState(data: string): AcmeState | undefined {
  const text = readPrivateFile(fileIn(data));
  return text === undefined ? undefined : (JSON.parse(text) as AcmeState);
}

export function writeState(data: string, state: AcmeState): void {
  writePrivateFile(fileIn(data), JSON.stringify(state));
}

export function forgetState(data: string): void {
  try {
    rmSync(fileIn(data), { force: true });
  } catch {
    // What is wrong with the data folder is said when it is opened.
  }
}
