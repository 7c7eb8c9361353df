import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { URL } from "node:url";
import { Failure } from "../../failure.ts";
import { imageCodecs } from "../../runtime/runtime.ts";
import { sanitiseSvg } from "../../svg/sanitise.ts";
import { plainOutput } from "../plan/output.ts";
import type { Answer, Job, Permission, Results, Urgency } from "../pool/protocol.ts";
import { encode } from "./encoding/encode.ts";
import type { Engine } from "./engine.ts";
import type { Engines } from "./engines.ts";
import { forgetComplaints, judge, messageOf } from "./fault.ts";
import { load, openImage } from "./load.ts";
import { measured } from "./measuring/measured.ts";
import { heldMemory } from "./memory/held.ts";
import { createRest } from "./memory/rest.ts";
import { probe, probeNatively } from "./probe.ts";
import { render } from "./render.ts";
import { createStopwatch } from "./stopwatch.ts";
import { noteUndrawn, takeUndrawn } from "./undrawn.ts";

/**
 * The renderer process: jobs as JSON lines on standard input, answers as JSON lines on standard
 * output, image bytes in files. It asks before it writes one. It knows no network and no database,
 * does one job at a time, and ends when its input does.
 */
export async function runRenderer(threadScript: URL, engine: EngineName): Promise<void> {
  let started: Promise<Engine> | undefined;
  const vips = () => {
    // libvips takes 300 ms and 100 MB, and a site that only resizes photos never needs it.
    started ??= import("./engine.ts").then(({ startEngine }) => startEngine(threadScript));
    return started;
  };
  let deadline = Number.POSITIVE_INFINITY;
  const left = () => deadline - performance.now();
  const engines: Engines = { native: engine === "auto" && imageCodecs !== undefined, vips, left };
  const held = () => ({ memory: heldMemory(), vips: started !== undefined });
  const answer = (line: Answer) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

  const read = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done) process.exit(0);
    return JSON.parse(value) as T;
  };

  const write: Write = async (output, bytes) => {
    answer({ writes: bytes.length });
    const permission = await read<Permission>();
    if (!permission.write) throw new Failure("ECANCELED", "The image is not needed any more");
    try {
      await writeFile(output, bytes);
    } catch (cause) {
      throw new Failure("EINTERNAL", "The image could not be written", { cause });
    }
    return { bytes: bytes.length, hash: hashOf(bytes) };
  };

  const perform = async (job: Job): Promise<Results[Job["do"]]> => {
    switch (job.do) {
      case "probe": {
        const { bytes, format } = await openImage(job.file);
        const header = engines.native ? await probeNatively(bytes, format) : undefined;
        return header ?? probe(await vips(), bytes, format);
      }
      case "film": {
        const { readFilm } = await import("./film/read-film.ts");
        return readFilm(job.file);
      }
      case "excerpt": {
        const { lookAtExcerpt } = await import("./film/excerpt.ts");
        return lookAtExcerpt(job.file, job.present, job.look);
      }
      case "frame": {
        const { makeFrame } = await import("./film/frame.ts");
        const { bytes, at, isExact } = await makeFrame(await vips(), job.file, job.frame);
        return { ...(await write(job.output, bytes)), at, isExact };
      }
      case "cover": {
        const { readCover } = await import("./film/cover.ts");
        const cover = await readCover(job.file);
        return cover ? { ...(await write(job.output, cover.bytes)), format: cover.format } : null;
      }
      case "sanitise":
        return sanitised(job, write);
      case "describe": {
        const { bytes, format } = await openImage(job.file);
        // Only the management API asks for this.
        const { describe } = await import("./describe.ts");
        return describe(await vips(), bytes, format);
      }
      case "measure":
        return measured(engines, job.files, job.measurement);
      case "render":
        return rendered(engines, job, write);
    }
  };

  // What is always needed is loaded before the first job; libvips otherwise when a job needs it.
  if (!engines.native) await warmUp(await vips(), "jpeg");
  answer({ ready: true });
  if (!engines.native) await warmUp(await vips(), "webp");
  const rest = createRest({ tell: (holds) => answer({ holds }) });
  for (;;) {
    const job = await read<Job & Urgency>();
    rest.end();
    deadline = performance.now() + job.left;
    takeUndrawn();
    if (started) forgetComplaints(await started);
    try {
      const result = await perform(job);
      answer({ result, ...held() });
    } catch (error) {
      const { failure, suspect } = judge(error);
      const { code, message, cause } = failure;
      if (code !== "ECANCELED")
        process.stderr.write(`${cause === undefined ? message : messageOf(cause)}\n`);
      answer({ failure: { code, message }, suspect, ...held() });
    }
    rest.begin();
  }
}

/** Whether the runtime's own codecs may be used, or libvips alone. */
type EngineName = "auto" | "wasm";

/** Writes a finished file, unless its requests have ended. */
type Write = (output: string, bytes: Uint8Array) => Promise<{ bytes: number; hash: string }>;

async function sanitised(
  { file, output }: Job & { do: "sanitise" },
  write: Write,
): Promise<Results["sanitise"]> {
  const bytes = sanitiseSvg(await readFile(file), {}, noteUndrawn);
  return { ...(await write(output, bytes)), ...withUndrawn() };
}

function withUndrawn(): { undrawn?: string[] } {
  const undrawn = takeUndrawn();
  return undrawn.length === 0 ? {} : { undrawn };
}

async function rendered(
  engines: Engines,
  job: Job & { do: "render" },
  write: Write,
): Promise<Results["render"]> {
  const watch = createStopwatch();
  const start = performance.now();
  const { bytes, format } = await render(engines, job, watch);
  const { stopped, undrawn = [] } = job.plan.output;
  if (stopped) noteUndrawn("animation");
  for (const each of undrawn) noteUndrawn(each);
  const milliseconds = performance.now() - start;
  const written = await watch.time("write", () => write(job.output, bytes));
  return { ...written, format, milliseconds, stages: watch.stages(), ...withUndrawn() };
}

/** Runs a small image through, so that the first real one meets compiled code. */
async function warmUp(vips: Engine, format: "jpeg" | "webp"): Promise<void> {
  const noise = vips.Image.gaussnoise(64, 64, { mean: 128, sigma: 30 });
  const grey = noise.cast("uchar");
  const colour = grey.bandjoin([grey, grey]).copy({ interpretation: "srgb" });
  const image = await load(vips, colour.jpegsaveBuffer(), "jpeg", {
    shrink: 2,
    page: 0,
    streams: true,
  });
  const small = image.resize(0.7);
  await encode(small, { ...plainOutput, format });
  for (const used of [noise, grey, colour, image, small]) used.delete();
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
