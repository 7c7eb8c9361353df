import { stat } from "node:fs/promises";
import type { Input } from "./plan/input.ts";
import { type StillPlan, stillCommand, stillThreads, type TakenFrame } from "./plan/still.ts";
import { type GrowingFile, runTool, ToolError } from "./run-tool.ts";

/** A frame that FFmpeg is to write. */
interface FrameWork {
  ffmpeg: string;
  plan: StillPlan;
  input: Input;
  output: GrowingFile;
  /** Milliseconds. */
  timeout: number;
  signal?: AbortSignal | undefined;
  /** Whether a word of complaint is a failure. */
  isStrict?: boolean;
}

/** How FFmpeg says that none came, in its versions, where it does not just end. */
const noFrame = /Cannot determine format of input stream|received no packets/;

/** Whether there was such a frame. */
export async function writeFrame(
  { ffmpeg, plan, input, output, timeout, ...run }: FrameWork,
  taken: TakenFrame = "first",
): Promise<boolean> {
  const seconds = Math.ceil((timeout / 1000) * stillThreads);
  const args = stillCommand(plan, input, output.file, seconds, taken);
  try {
    await runTool({ command: ffmpeg, args, timeout, niceness: 0, output, ...run });
  } catch (error) {
    if (error instanceof ToolError && noFrame.test(error.message)) return false;
    throw error;
  }
  const { size } = await stat(output.file).catch(() => ({ size: 0 }));
  return size > 0;
}
