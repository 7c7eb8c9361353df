import { expect } from "bun:test";
import { program, run } from "./tintype.ts";

/** Commands on a server's data folder, and all that they have ever said. */
export function commandsOn(data: () => string) {
  let said = "";

  function tintype(args: string[], env: Record<string, string> = {}) {
    const folder = args.includes("--data") ? [] : ["--data", data()];
    const answer = run(program, [...args, ...folder], { env });
    said += answer.stdout + answer.stderr;
    return answer;
  }

  /** Runs one that has to succeed, and gives what it printed. */
  function told(...args: string[]): string {
    const { status, stdout, stderr } = tintype(args);
    expect([stderr, status]).toEqual(["", 0]);
    return stdout;
  }

  return { tintype, told, said: () => said };
}
