/** A command of the executable. */
export interface Command {
  /** One line for the list of commands. */
  summary: string;
  /** How it is called, without the executable's name. */
  usage: string;
  options: { flag: string; meaning: string }[];
  /** What its first argument is one of, where it has to be. */
  subcommands?: readonly string[];
  /** Throws UsageError for a mistake of the caller, anything else for a fault. */
  run(args: string[]): Promise<void>;
}

/** The text of `--help`. */
export function help({ summary, usage, options }: Command): string {
  const width = Math.max(0, ...options.map(({ flag }) => flag.length)) + 2;
  const lines = options.map(({ flag, meaning }) => `  ${flag.padEnd(width)}${meaning}`);
  return [`${summary[0]?.toUpperCase()}${summary.slice(1)}`, "", `  tintype ${usage}`, "", ...lines]
    .join("\n")
    .concat("\n");
}
