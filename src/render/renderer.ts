import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { asFailure, Failure } from "../failure.ts";
import { sanitiseSvg } from "../svg/sanitise.ts";
import { encode } from "./encode.ts";
import { type Engine, startEngine } from "./engine.ts";
import { execute, measure } from "./execute.ts";
import type { Answer, Job, Results } from "./job.ts";
import { load, openPicture } from "./load.ts";
import { plainOutput } from "./output.ts";
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
    try {
      switch (job.do) {
        case "probe": {
          const { bytes, format } = await openPicture(job.file);
          return probe(vips, bytes, format);
        }
        case "sanitise": {
          const clean = sanitiseSvg(await readFile(job.file));
          await writeFile(job.output, clean);
          return { bytes: clean.length, hash: hashOf(clean) };
        }
        case "describe": {
          const { bytes, format } = await openPicture(job.file);
          // Only the management API asks for this.
          const { describe } = await import("./describe.ts");
          return await describe(vips, bytes, format);
        }
        case "measure":
          return await measure(vips, job.files, job.question);
        case "render":
          return await render(vips, job);
      }
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure("EFORMAT", "Cannot decode the image: it is damaged", { cause: error });
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

async function render(vips: Engine, { files, plan, output }: Job & { do: "render" }) {
  const start = performance.now();
  const rendition = await execute(vips, files, plan);
  await writeFile(output, rendition);
  const milliseconds = performance.now() - start;
  return { bytes: rendition.length, hash: hashOf(rendition), milliseconds };
}

/** Runs a small picture through, so that the first real one meets compiled code. */
async function warmUp(vips: Engine, format: "jpeg" | "webp"): Promise<void> {
  const noise = vips.Image.gaussnoise(64, 64, { mean: 128, sigma: 30 });
  const grey = noise.cast("uchar");
  const colour = grey.bandjoin([grey, grey]).copy({ interpretation: "srgb" });
  const image = load(vips, colour.jpegsaveBuffer(), "jpeg", { shrink: 2, page: 0, streams: true });
  const small = image.resize(0.7);
  await encode(small, { ...plainOutput, format });
  for (const picture of [noise, grey, colour, image, small]) picture.delete();
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
