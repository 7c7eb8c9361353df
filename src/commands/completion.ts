import { listEndpoints } from "../api/resources/endpoints.ts";
import { listNamed } from "../api/resources/named.ts";
import { listOrigins } from "../api/resources/origins.ts";
import { readData } from "../config.ts";
import { UsageError } from "../flags/usage.ts";
import type { Store } from "../store/store.ts";
import type { Command, Named } from "./command.ts";
import { bash, type CompletionWords, fish, zsh } from "./completion-scripts.ts";
import { withStore } from "./flags/fields.ts";

type Commands = Record<string, () => Promise<Command>>;

const shells: Record<string, (commands: readonly CompletionWords[]) => string> = {
  bash,
  zsh,
  fish,
};

/** What the scripts ask for when a name is to be completed. */
const namesOf: Record<Named, (store: Store) => string[]> = {
  origin: (store) => listOrigins(store).map(({ name }) => name),
  endpoint: (store) =>
    listEndpoints(store).flatMap(({ urlPrefix, description }) =>
      urlPrefix === "" ? ["default"] : [String(urlPrefix || description)],
    ),
  named: (store) => listNamed(store).map(({ name }) => name),
};

/** @param commands all of them, this one included */
export function completion(commands: Commands): Command {
  return {
    summary: "print a script that completes commands, flags and names in a shell",
    usage: `completion ${Object.keys(shells).join("|")}`,
    options: [],
    examples: ["completion bash > /etc/bash_completion.d/tintype"],
    words: Object.keys(shells),
    async run([shell = "", ...rest]) {
      const kind = rest[0] ?? "";
      if (shell === "names" && rest.length === 1 && Object.hasOwn(namesOf, kind)) {
        return withStore(readData(undefined), (store) => {
          process.stdout.write(
            namesOf[kind as Named](store)
              .map((name) => `${name}\n`)
              .join(""),
          );
        });
      }
      const script = Object.hasOwn(shells, shell) && rest.length === 0 ? shells[shell] : undefined;
      if (!script) {
        const got = [shell, ...rest].join(" ") || "nothing";
        throw new UsageError(`Expected one of ${Object.keys(shells).join(", ")}, got ${got}`);
      }
      const completed = await Promise.all(
        Object.entries(commands).map(async ([name, load]) => completedOf(name, await load())),
      );
      process.stdout.write(script(completed));
    },
  };
}

function completedOf(name: string, command: Command): CompletionWords {
  const { summary, options, subcommands = {}, argument, words } = command;
  const flags = options.flatMap(({ flag, meaning, values = [] }) =>
    // `-o, --output` is one option; its long spelling says more.
    [...flag.matchAll(/--[\w-]+/g)].map(([long]) => ({ flag: long, meaning, values })),
  );
  const named = Object.entries(subcommands).flatMap(([sub, { argument: names }]) =>
    names ? { call: `${name} ${sub}`, names } : [],
  );
  if (argument) named.push({ call: name, names: argument });
  return {
    name,
    summary,
    subcommands: words ?? Object.keys(subcommands),
    named,
    flags: [...flags, { flag: "--help", meaning: "Show help", values: [] }],
  };
}
