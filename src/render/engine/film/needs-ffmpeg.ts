import { Failure } from "../../../failure.ts";

/**
 * The failure of a request that needs FFmpeg where there is none.
 * @param otherwise what follows: what there is without it
 */
export function needsFfmpeg(what: string, otherwise = ""): Failure {
  const message = `${what} needs FFmpeg, which is not installed on this server${otherwise}`;
  return new Failure("ENOTSUP", message);
}
