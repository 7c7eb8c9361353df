import { Failure } from "../../../failure.ts";

/** The failure of a request that needs FFmpeg where there is none. */
export function needsFfmpeg(what: string): Failure {
  return new Failure("ENOTSUP", `${what} needs FFmpeg, which is not installed on this server`);
}
