import { UsageError } from "../config.ts";
import type { Command } from "./command.ts";

type Commands = Record<string, () => Promise<Command>>;

/** What a shell is told of a command. */
interface Told {
  name: string;
  summary: string;
  subcommands: readonly string[];
  flags: { flag: string; meaning: string }[];
}

const shells: Record<string, (commands: readonly Told[]) => string> = { bash, zsh, fish };

/** @param commands all of them, this one included */
export function completion(commands: Commands): Command {
  return {
    summary: "print a script that completes commands and flags in a shell",
    usage: "completion bash | zsh | fish",
    options: [],
    subcommands: Object.keys(shells),
    async run([shell = "", ...rest]) {
      const script = Object.hasOwn(shells, shell) && rest.length === 0 ? shells[shell] : undefined;
      if (!script) {
        const got = [shell, ...rest].join(" ") || "nothing";
        throw new UsageError(`Expected one of ${Object.keys(shells).join(", ")}, got ${got}`);
      }
      const told = await Promise.all(
        Object.entries(commands).map(async ([name, load]) => tell(name, await load())),
      );
      process.stdout.write(script(told));
    },
  };
}

function tell(name: string, { summary, options, subcommands = [] }: Command): Told {
  const flags = options.flatMap(({ flag, meaning }) =>
    // `-o, --output` is one option; its long spelling says more.
    [...flag.matchAll(/--[\w-]+/g)].map(([long]) => ({ flag: long, meaning })),
  );
  return {
    name,
    summary,
    subcommands,
    flags: [...flags, { flag: "--help", meaning: "Show help" }],
  };
}

function bash(commands: readonly Told[]): string {
  const cases = commands.map(({ name, subcommands, flags }) => {
    const words = flags.map(({ flag }) => flag).join(" ");
    return `    ${name}) flags="${words}" subcommands="${subcommands.join(" ")}" ;;`;
  });
  return `# Completion of tintype for bash: source <(tintype completion bash)
_tintype() {
  local word="\${COMP_WORDS[COMP_CWORD]}" flags="" subcommands=""
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$word"))
  elif [ "$COMP_CWORD" -eq 2 ] && [ "\${word:0:1}" != "-" ]; then
    COMPREPLY=($(compgen -W "$subcommands" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  fi
}
complete -o default -F _tintype tintype
`;
}

function zsh(commands: readonly Told[]): string {
  const described = (name: string, text: string) =>
    `'${name.replaceAll(":", "\\:")}:${text.replaceAll(":", "\\:").replaceAll("'", "'\\''")}'`;
  const cases = commands.map(({ name, subcommands, flags }) => {
    const options = flags.map(({ flag, meaning }) => described(flag, meaning)).join(" ");
    return `    ${name}) flags=(${options}) subcommands=(${subcommands.join(" ")}) ;;`;
  });
  const names = commands.map(({ name, summary }) => described(name, summary));
  return `#compdef tintype
# Completion of tintype for zsh: tintype completion zsh > "\${fpath[1]}/_tintype"
_tintype() {
  local -a commands flags subcommands
  commands=(${names.join(" ")})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${cases.join("\n")}
  esac
  (( CURRENT == 3 && $#subcommands )) && _describe subcommand subcommands
  _describe -o flag flags
  _files
}
if [[ "$funcstack[1]" = _tintype ]]; then
  _tintype "$@"
else
  compdef _tintype tintype
fi
`;
}

function fish(commands: readonly Told[]): string {
  const lines = commands.flatMap(({ name, summary, subcommands, flags }) => {
    const inside = `__fish_seen_subcommand_from ${name}`;
    const begun = `${inside}; and not __fish_seen_subcommand_from ${subcommands.join(" ")}`;
    return [
      `complete -c tintype -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
      ...subcommands.map((sub) => `complete -c tintype -n ${quote(begun)} -f -a ${sub}`),
      ...flags.map(
        ({ flag, meaning }) =>
          `complete -c tintype -n ${quote(inside)} -l ${flag.slice(2)} -d ${quote(meaning)}`,
      ),
    ];
  });
  return `# Completion of tintype for fish: tintype completion fish | source\n${lines.join("\n")}\n`;
}

/** For fish, which knows escapes within quotes. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
