import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { asFailure, Failure } from "../failure.ts";
import { type Engine, startEngine } from "./engine.ts";
import { execute } from "./execute.ts";
import { isDecodable, sniff } from "./header.ts";
import type { Answer, Job, Results } from "./job.ts";
import type { OutputFormat } from "./output.ts";
import { probe } from "./probe.ts";

/**
 * The renderer process: jobs as JSON lines on standard input, answers as JSON lines on standard
 * output, picture bytes in files. It knows no network and no database, does one job at a time, and
 * ends when its input does.
 */
export async function runRenderer(threadScript: URL): Promise<void> {
  const vips = await startEngine(threadScript);
  const answer = (line: Answer) => process.stdout.write(`${JSON.stringify(line)}\n`);

  const perform = async (job: Job): Promise<Results[Job["do"]]> => {
    const start = performance.now();
    const bytes = await readFile(job.file);
    const format = sniff(bytes);
    if (!isDecodable(format)) throw new Failure("EFORMAT", unreadable(format));
    try {
      if (job.do === "probe") return probe(vips, bytes, format);
      const rendition = await execute(vips, bytes, format, job.plan);
      await writeFile(job.output, rendition);
      return {
        bytes: rendition.length,
        hash: hashOf(rendition),
        milliseconds: performance.now() - start,
      };
    } catch (error) {
      throw new Failure("EFORMAT", `Cannot decode the image: it is a damaged ${format} file`, {
        cause: error,
      });
    }
  };

  await warmUp(vips, "jpeg");
  answer({ ready: true });
  await warmUp(vips, "webp");
  for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line) as Job;
    try {
      const result = await perform(job);
      answer({ result, memory: process.memoryUsage.rss() });
    } catch (error) {
      const { code, message, cause } = asFailure(error);
      process.stderr.write(`${String(cause ?? message)}\n`);
      answer({ failure: { code, message }, memory: process.memoryUsage.rss() });
    }
  }
  process.exit(0);
}

/** Runs a small picture through, so that the first real one meets compiled code. */
async function warmUp(vips: Engine, format: OutputFormat): Promise<void> {
  const noise = vips.Image.gaussnoise(64, 64, { mean: 128, sigma: 30 });
  const grey = noise.cast("uchar");
  const colour = grey.bandjoin([grey, grey]).copy({ interpretation: "srgb" });
  const bytes = colour.jpegsaveBuffer();
  for (const image of [noise, grey, colour]) image.delete();
  await execute(vips, bytes, "jpeg", {
    shrink: 2,
    convert: false,
    operations: [
      { do: "resize", width: 20, height: 20 },
      { do: "crop", left: 2, top: 2, width: 16, height: 16 },
    ],
    output: { format, quality: 80 },
    size: { width: 16, height: 16 },
  });
}

function unreadable(format: string | undefined): string {
  return format === undefined
    ? "Cannot decode the image: the file is of no known picture format"
    : `Cannot decode the image: ${format} is not supported`;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
