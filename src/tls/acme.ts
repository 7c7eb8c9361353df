import { join } from "node:path";
import type { Log } from "../log.ts";
import type { Certificate } from "../runtime/listening.ts";
import { createChallenges } from "./challenges.ts";
import { createIssuer } from "./issuer.ts";
import { keepCertificate } from "./keeper.ts";
import { whyUnreachable } from "./reachable.ts";
import type { AcmeSettings } from "./settings.ts";
import { writeState } from "./state.ts";

/** What `--https` needs, kept in the data folder apart for each ACME server. */
export function createAcme(settings: AcmeSettings, data: string, log: Log) {
  const { names, directory, email, check } = settings;
  const challenges = createChallenges();
  const folder = join(data, "acme", folderNameFor(directory));
  return {
    challenges,
    keep: (changed: (certificate: Certificate) => void) =>
      keepCertificate({
        names,
        folder,
        issue: createIssuer({ directory, email, folder, challenges }),
        whyNot: async (name) => (check ? whyUnreachable(name, challenges) : undefined),
        changed,
        log,
        tellState: (state) => writeState(data, state),
      }),
  };
}

/** A certificate of a server for trials is none of the one for use. */
function folderNameFor(directory: string): string {
  const { host, pathname } = new URL(directory);
  return (host + pathname).replace(/[^a-z0-9.-]+/gi, "-");
}
