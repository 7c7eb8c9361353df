import { URL } from "node:url";
import { type Command, help, sentence, subcommandOf } from "./commands/command.ts";
import { commands } from "./commands/commands.ts";
import { complaintOf } from "./commands/terminal/complaint.ts";
import { bold, dim } from "./commands/terminal/terminal.ts";
import { UsageError } from "./flags/usage.ts";
import { suggestionFor } from "./suggestion.ts";

// In a compiled executable every module sees this file's URL, so the thread's can be made only here.
const threadScript = new URL("./render/engine/thread.ts", import.meta.url);

async function main([name, ...args]: string[]): Promise<void> {
  if (name === "renderer") {
    const { runRenderer } = await import("./render/engine/renderer.ts");
    return runRenderer(threadScript, args[0] === "wasm" ? "wasm" : "auto");
  }
  if (name === "remuxer") {
    const { runRemuxer } = await import("./video/remux/process.ts");
    return runRemuxer(JSON.parse(args[0] ?? ""));
  }
  if (name === "--version" || name === "-v") return commandOf("version").then(({ run }) => run([]));
  if (name === undefined || name === "--help" || name === "-h") return overview();
  // `help origin add` is `origin add --help`.
  if (name === "help") return args.length === 0 ? overview() : showHelp(args);
  const beforeValues = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length);
  if (beforeValues.includes("--help") || beforeValues.includes("-h")) {
    return showHelp([name, ...args]);
  }
  const command = await commandOf(name);
  await command.run(args);
}

async function commandOf(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return load();
  const near = suggestionFor(name, Object.keys(commands));
  throw new UsageError(
    `Unknown command \`${name}\`: ` +
      (near ? `did you mean ${near}?` : `expected one of ${Object.keys(commands).join(", ")}`),
  );
}

async function showHelp([name = "", ...args]: string[]): Promise<void> {
  const command = await commandOf(name);
  const [first] = args;
  const isWord = first !== undefined && !first.startsWith("-");
  const subcommand = command.subcommands && isWord ? subcommandOf(name, command, first) : undefined;
  process.stdout.write(subcommand ? help(subcommand, args.slice(1)) : help(command, args));
}

async function overview(): Promise<void> {
  const lines = await Promise.all(
    Object.entries(commands).map(
      async ([name, load]) => `  ${name.padEnd(12)}${sentence((await load()).summary)}\n`,
    ),
  );
  process.stdout.write(
    `Tintype delivers and transforms images by URL\n\n  tintype COMMAND …\n\n${bold("Commands")}\n` +
      `${lines.join("")}\n${dim("`tintype COMMAND --help` explains one of them.")}\n`,
  );
}

// The reader of a pipe has seen enough: `tintype audit … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  if (process.env.TINTYPE_DEBUG === "1") console.error(error);
  process.stderr.write(`${complaintOf(error)}\n`);
  process.exit(1);
}
