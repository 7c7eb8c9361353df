import { UsageError } from "../flags/usage.ts";
import { suggestionFor } from "../suggestion.ts";
import { bold, dim } from "./terminal/terminal.ts";

export interface Option {
  flag: string;
  meaning: string;
  /** The words that it takes, for shells to complete. */
  values?: readonly string[];
}

/** Things of the configuration that have names, which a shell can complete. */
export type Named = "origin" | "endpoint" | "named";

/** A command of the executable. */
export interface Command {
  /** One line for the list of commands. */
  summary: string;
  /** How it is called, without the executable's name. */
  usage: string;
  options: Option[];
  /** Calls that work as they stand, without the executable's name. */
  examples?: readonly string[];
  /** What its first argument is one of, where it has to be. */
  subcommands?: Record<string, Command>;
  /** What its first argument names. */
  argument?: Named;
  /** What its first argument is one of, where these are no commands. */
  words?: readonly string[];
  /** Only what matters beside these arguments. Throws UsageError where they are wrong. */
  helpFor?(args: readonly string[]): Pick<Command, "options" | "examples">;
  /** Throws UsageError for a mistake of the caller, anything else for a fault. */
  run(args: string[]): void | Promise<void>;
}

/** A command that is only the name for several. */
export function group(
  name: string,
  summary: string,
  subcommands: Record<string, Command>,
): Command {
  const options = Object.values(subcommands).flatMap((command) => command.options);
  const command: Command = {
    summary,
    usage: `${name} ${Object.keys(subcommands).join("|")}`,
    options: [...new Map(options.map((option) => [option.flag, option])).values()],
    subcommands,
    async run([first, ...rest]) {
      if (first === undefined) return void process.stdout.write(help(command));
      return subcommandOf(name, command, first).run(rest);
    },
  };
  return command;
}

/** The command that a word stands for in a group. Throws UsageError for any other word. */
export function subcommandOf(name: string, { subcommands = {} }: Command, word: string): Command {
  const chosen = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined;
  if (chosen) return chosen;
  const known = Object.keys(subcommands);
  const near = suggestionFor(word, known);
  const expected = near ? `did you mean ${near}?` : `expected one of ${known.join(", ")}`;
  throw new UsageError(`Unknown command \`${name} ${word}\`: ${expected}`);
}

/** The text of `--help`. @param args what was given beside it */
export function help(command: Command, args: readonly string[] = []): string {
  const { summary, usage, subcommands, helpFor } = command;
  const lines = [sentence(summary), "", `  tintype ${usage}`];
  if (subcommands) {
    const rows = Object.values(subcommands).map((each): Option => {
      return { flag: `tintype ${each.usage}`, meaning: sentence(each.summary) };
    });
    lines.push("", bold("Commands"), ...columns(rows));
    lines.push("", dim("Add --help to one of them to see its flags and examples."));
    return `${lines.join("\n")}\n`;
  }
  const { options, examples = [] } = helpFor?.(args) ?? command;
  if (options.length > 0) lines.push("", bold("Flags"), ...columns(options));
  if (examples.length > 0) {
    lines.push("", bold("Examples"), ...examples.map((example) => `  tintype ${example}`));
  }
  return `${lines.join("\n")}\n`;
}

/** Longer calls have their meaning on a line of its own. */
const widest = 34;

function columns(rows: readonly Option[]): string[] {
  const widths = rows.map(({ flag }) => flag.length).filter((length) => length <= widest);
  const width = Math.max(0, ...widths) + 2;
  return rows.flatMap(({ flag, meaning }) =>
    flag.length <= widest
      ? [`  ${flag.padEnd(width)}${meaning}`]
      : [`  ${flag}`, `  ${" ".repeat(width)}${meaning}`],
  );
}

/** With a capital at its beginning. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
