import { stat } from "node:fs/promises";
import { openOrigin, revealed } from "../endpoints/loaded-config.ts";
import { Failure } from "../failure.ts";
import type { OriginRecord } from "../store/store.ts";
import type { Step } from "./check-result.ts";
import type { S3Trial } from "./s3/test.ts";

export interface Diagnosis {
  ok: boolean;
  steps: Step[];
}

/** Milliseconds for one attempt. */
const timeout = 10_000;

/** Finds out whether an origin can be used, and if not, why and what to change. */
export async function diagnose(record: OriginRecord): Promise<Diagnosis> {
  const steps = await tryOut(record).catch((error: unknown) => [stepOf(error)]);
  return { ok: steps.every(({ ok }) => ok), steps };
}

async function tryOut(record: OriginRecord): Promise<Step[]> {
  switch (record.type) {
    case "S3":
    case "S3_COMPATIBLE":
    case "CLOUDINARY_BACKUP": {
      const { tryBucket } = await import("./s3/test.ts");
      const settings = { ...record.settings, ...revealed(record) } as unknown as S3Trial;
      return tryBucket(settings, record.type === "CLOUDINARY_BACKUP", AbortSignal.timeout(timeout));
    }
    case "LOCAL_FOLDER":
      return [await tryFolder(String(record.settings.path))];
    case "WEB_PROXY":
      return [proxyStep(record)];
    default:
      return [await tryFetch(record)];
  }
}

async function tryFolder(path: string): Promise<Step> {
  const name = "Read the folder";
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return { name, ok: true, message: `The folder ${path} can be read` };
  const message = found ? `${path} is not a folder` : `There is no folder ${path}`;
  return { name, ok: false, message, help: "Give the absolute path of a folder on this machine" };
}

function proxyStep({ settings }: OriginRecord): Step {
  const hosts = (settings.allowedHosts ?? []) as string[];
  const name = "Read the list of hosts";
  return hosts.length > 0
    ? { name, ok: true, message: `May fetch from ${hosts.join(", ")}` }
    : {
        name,
        ok: false,
        message: "No host may be fetched from",
        help: "Add hosts to `allowedHosts`",
      };
}

/** Any answer of the server, even "not found", shows that it can be reached. */
async function tryFetch(record: OriginRecord): Promise<Step> {
  const origin = await openOrigin(record);
  const answer = await origin.fetch({ path: "", rawPath: "" }, AbortSignal.timeout(timeout));
  if (typeof answer === "object") await answer.body.cancel();
  return { name: "Reach the server", ok: true, message: "The server answers" };
}

const advice: Partial<Record<Failure["code"], string>> = {
  ECONNREFUSED: "Check the host name and the port, and that this machine may connect to it",
  ETIMEDOUT: "Check that a firewall does not swallow the connection",
  EACCES: "Check the credentials and what they are allowed to do",
  EFORBIDDEN: "Set `allowPrivateNetwork` if this address is meant",
};

function stepOf(error: unknown): Step {
  const name = "Reach the origin";
  if (!(error instanceof Failure)) return { name, ok: false, message: "The origin cannot be used" };
  const help = advice[error.code];
  return { name, ok: false, message: error.message, ...(help === undefined ? {} : { help }) };
}
