import { help } from "./commands/command.ts";
import { commands } from "./commands/commands.ts";
import { UsageError } from "./config.ts";
import { Failure } from "./failure.ts";

// In a compiled executable every module sees this file's URL, so the thread's can be made only here.
const threadScript = new URL("./render/engine/thread.ts", import.meta.url);

async function main([name, ...args]: string[]): Promise<void> {
  if (name === "renderer") {
    const { runRenderer } = await import("./render/engine/renderer.ts");
    return runRenderer(threadScript);
  }
  if (name === undefined || ["--help", "-h", "help"].includes(name)) return overview();
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    const known = Object.keys(commands).join(", ");
    throw new UsageError(`Unknown command \`${name}\`: expected one of ${known}`);
  }
  const command = await load();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help(command));
    return;
  }
  await command.run(args);
}

async function overview(): Promise<void> {
  const lines = await Promise.all(
    Object.entries(commands).map(
      async ([name, load]) => `  ${name.padEnd(12)}${(await load()).summary}\n`,
    ),
  );
  process.stdout.write(`Tintype serves and transforms pictures by URL\n\n${lines.join("")}`);
}

// Whoever reads has heard enough: `tintype audit … | head`.
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
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
