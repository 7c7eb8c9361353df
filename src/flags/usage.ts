import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { didYouMean } from "../suggestion.ts";

/** A mistake on the command line or in the environment; `main` prints it and exits with 2. */
export class UsageError extends Error {}

/** `parseArgs` of the runtime, its complaints as UsageError in our words. */
export function parse<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({
      args,
      options,
      strict: true,
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    throw new UsageError(complaintOf(error as NodeJS.ErrnoException, options));
  }
}

function complaintOf(error: NodeJS.ErrnoException, options: ParseArgsOptionsConfig): string {
  const flag = /'(?:-\w, )?(--?[\w-]+)/.exec(error.message)?.[1] ?? "";
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const known = Object.keys(options).map((name) => `--${name}`);
    return `Unknown flag ${flag}${didYouMean(flag, known)}`;
  }
  if (/does not take an argument/.test(error.message)) return `${flag} takes no value`;
  if (/is ambiguous/.test(error.message)) {
    return `${flag} needs a value; one that begins with a dash is written ${flag}=-VALUE`;
  }
  if (/argument missing/.test(error.message)) return `${flag} needs a value`;
  return error.message;
}
