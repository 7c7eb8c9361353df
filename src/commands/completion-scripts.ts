import type { Named } from "./command.ts";

/** What a shell's script needs to know of a command. */
export interface CompletionWords {
  name: string;
  summary: string;
  subcommands: readonly string[];
  /** Calls whose next word is the name of something: `origin test`. */
  named: { call: string; names: Named }[];
  flags: {
    flag: string;
    meaning: string;
    /** The words that it takes; none where it takes anything else, or nothing. */
    values: readonly string[];
  }[];
}

/** Patterns of a command and a flag after it, with the words that the flag takes there. */
function choicesOf(commands: readonly CompletionWords[]): [pattern: string, words: string][] {
  return commands.flatMap(({ name, flags }) =>
    flags.flatMap(({ flag, values }): [string, string][] =>
      values.length === 0 ? [] : [[`"${name} ${flag}"`, values.join(" ")]],
    ),
  );
}

export function bash(commands: readonly CompletionWords[]): string {
  const cases = commands.map(({ name, subcommands, flags }) => {
    const words = flags.map(({ flag }) => flag).join(" ");
    return `    ${name}) flags="${words}" subcommands="${subcommands.join(" ")}" ;;`;
  });
  const calls = commands.flatMap(({ named }) => named);
  const kinds = calls.map(({ call, names }) => `    "${call}") kind=${names} ;;`);
  const choices = choicesOf(commands).map(([call, words]) => `    ${call}) values="${words}" ;;`);
  return `# Completion of tintype for bash: source <(tintype completion bash)
_tintype() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local flags="" subcommands="" kind="" values="" name
  case "\${COMP_WORDS[*]:1:COMP_CWORD-1}" in
${kinds.join("\n")}
  esac
  case "$before" in --origin|--origins) kind=origin ;; esac
  if [ -n "$kind" ]; then
    COMPREPLY=()
    while IFS= read -r name; do
      case "$name" in "$word"*) COMPREPLY+=("$(printf %q "$name")") ;; esac
    done < <(tintype completion names "$kind" 2>/dev/null)
    return
  fi
  case "\${COMP_WORDS[1]} $before" in
${choices.join("\n")}
  esac
  if [ -n "$values" ]; then
    COMPREPLY=($(compgen -W "$values" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  # Where nothing is offered, bash completes the names of files.
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$word"))
  elif [ "$COMP_CWORD" -eq 2 ] && [ "\${word:0:1}" != "-" ]; then
    COMPREPLY=($(compgen -W "$subcommands" -- "$word"))
  elif [ "\${word:0:1}" = "-" ]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  fi
}
complete -o default -F _tintype tintype
`;
}

export function zsh(commands: readonly CompletionWords[]): string {
  const described = (name: string, text: string) =>
    `'${name.replaceAll(":", "\\:")}:${text.replaceAll(":", "\\:").replaceAll("'", "'\\''")}'`;
  const cases = commands.map(({ name, subcommands, flags }) => {
    const options = flags.map(({ flag, meaning }) => described(flag, meaning)).join(" ");
    return `    ${name}) flags=(${options}) subcommands=(${subcommands.join(" ")}) ;;`;
  });
  const calls = commands.flatMap(({ named }) => named);
  const kinds = calls.map(({ call, names }) => `    "${call}") kind=${names} ;;`);
  const names = commands.map(({ name, summary }) => described(name, summary));
  const choices = choicesOf(commands).map(([call, words]) => `    ${call}) values=(${words}) ;;`);
  return `#compdef tintype
# Completion of tintype for zsh: tintype completion zsh > "\${fpath[1]}/_tintype"
_tintype() {
  local -a commands flags subcommands values
  commands=(${names.join(" ")})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local kind=""
  case "\${(j: :)words[2,CURRENT-1]}" in
${kinds.join("\n")}
  esac
  case "$words[CURRENT-1]" in --origin|--origins) kind=origin ;; esac
  if [[ -n "$kind" ]]; then
    compadd -- "\${(@f)$(tintype completion names $kind 2>/dev/null)}"
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${choices.join("\n")}
  esac
  if (( $#values )); then
    compadd -- $values
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

export function fish(commands: readonly CompletionWords[]): string {
  const lines = commands.flatMap(({ name, summary, subcommands, named, flags }) => {
    const inside = `__fish_seen_subcommand_from ${name}`;
    const begun = `${inside}; and not __fish_seen_subcommand_from ${subcommands.join(" ")}`;
    return [
      `complete -c tintype -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
      ...named.map(({ call, names }) => {
        const reached = call
          .split(" ")
          .map((word) => `__fish_seen_subcommand_from ${word}`)
          .join("; and ");
        const list = `(tintype completion names ${names} 2>/dev/null)`;
        return `complete -c tintype -n ${quote(reached)} -f -a ${quote(list)}`;
      }),
      ...subcommands.map((sub) => `complete -c tintype -n ${quote(begun)} -f -a ${sub}`),
      ...flags.map(
        ({ flag, meaning, values }) =>
          `complete -c tintype -n ${quote(inside)} -l ${flag.slice(2)} -d ${quote(meaning)}` +
          (values.length === 0 ? "" : ` -x -a ${quote(values.join(" "))}`),
      ),
    ];
  });
  return `# Completion of tintype for fish: tintype completion fish | source\n${lines.join("\n")}\n`;
}

/** For fish, which knows escapes within quotes. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
