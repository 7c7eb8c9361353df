import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Answer, Job, Permission, Urgency } from "./protocol.ts";

/** A renderer process, seen from outside. */
export interface RendererProcess {
  pid: number | undefined;
  send(line: (Job & Urgency) | Permission): void;
  /** Lets it end when it has done what it does. */
  end(): void;
  kill(): void;
}

/** Who is told what a renderer process says and what becomes of it. */
interface Listener {
  heard(answer: Answer): void;
  /** Called once. */
  ended(how: string): void;
  log(message: string): void;
}

/** Speaks with a renderer process that has just been started with pipes. */
export function speakWith(child: ChildProcess, listener: Listener): RendererProcess {
  // Where no descriptor is left there are no pipes, and an error is all that comes.
  const { stdin, stdout, stderr } = child;
  stdin?.on("error", () => {}); // A dead process is dealt with when it exits.
  if (stderr) createInterface({ input: stderr }).on("line", listener.log);
  if (stdout) createInterface({ input: stdout }).on("line", read);

  function read(line: string): void {
    const answer = parse(line);
    if (answer) {
      listener.heard(answer);
      return;
    }
    // A process that is killed while it answers leaves half a line.
    listener.log(`A renderer answered with something unreadable, ${line.length} characters long`);
    child.kill("SIGKILL");
  }

  let ended = false;
  const end = (how: string) => {
    if (!ended) listener.ended(how);
    ended = true;
  };
  child.on("exit", (code, signal) => end(signal ?? `code ${code}`));
  child.on("error", (error) => {
    listener.log(error.message);
    // Without a process there is no exit.
    if (child.pid === undefined) end("it was not started");
  });

  return {
    pid: child.pid,
    send: (line) => stdin?.write(`${JSON.stringify(line)}\n`),
    end: () => stdin?.end(),
    kill: () => child.kill("SIGKILL"),
  };
}

function parse(line: string): Answer | undefined {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
}
