import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, UsageError } from "../config.ts";
import { Failure } from "../failure.ts";
import type { Header } from "../render/header.ts";
import { makePlan } from "../render/plan.ts";
import { createPool, type Pool } from "../render/pool.ts";
import type { Box, Size } from "../render/size.ts";
import { startSelf } from "../runtime.ts";
import { parseTransformation, type Transformation } from "../url/transformation.ts";
import type { Command } from "./command.ts";

export const render: Command = {
  summary: "make one picture, without a server",
  usage: "render INPUT TRANSFORMATION -o OUTPUT",
  options: [{ flag: "-o, --output", meaning: "file to write" }],
  async run(args) {
    const { values, positionals } = parse(args, { output: { type: "string", short: "o" } });
    const [input, text, ...more] = positionals;
    if (input === undefined || text === undefined || more.length > 0) {
      throw new UsageError("Expected an input file and a transformation such as w-300,h-300");
    }
    if (typeof values.output !== "string") throw new UsageError("Expected -o and a file to write");
    await renderFile(resolve(input), text, resolve(values.output));
  },
};

async function renderFile(input: string, text: string, output: string): Promise<void> {
  const transformation = parseTransformation(text.replace(/^tr[:=]/, ""));
  const found = await stat(input).catch(() => undefined);
  if (!found?.isFile()) throw new Failure("ENOENT", `There is no file ${input}`);
  const folder = await mkdtemp(join(tmpdir(), "tintype-"));
  const pool = createPool({
    renderers: 1,
    queue: 1,
    timeout: 300_000,
    highWater: Number.POSITIVE_INFINITY,
    start: () => startSelf(["renderer"]),
    log: () => {},
  });
  try {
    const header = await pool.run<"probe">({ do: "probe", file: input });
    // Nobody negotiates here: the output's extension says what is wanted, unless `f-` does.
    const wanted = withFormat(transformation, output);
    const plan = await planFor(pool, wanted, header, input);
    const made = join(folder, "rendition");
    const files = { "": input };
    const { bytes } = await pool.run<"render">({ do: "render", files, plan, output: made });
    await copyFile(made, output);
    const { width, height } = plan.size;
    process.stdout.write(`${output}: ${plan.output.format} ${width}x${height}, ${bytes} bytes\n`);
  } finally {
    pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without a server there are no origins, so pictures in layers are not found. */
async function planFor(pool: Pool, transformation: Transformation, header: Header, input: string) {
  const answers: (Box | Size)[] = [];
  for (;;) {
    const circumstances = { accepted: [], answers, limits: { pixels: 100e6 } };
    const planned = makePlan(transformation, header, circumstances);
    if ("plan" in planned) return planned.plan;
    if ("original" in planned) throw new Failure("ELIMIT", "The animation is too large");
    const job = { do: "measure", files: { "": input }, question: planned.question } as const;
    answers.push(await pool.run<"measure">(job));
  }
}

const formats = { jpg: "jpeg", jpeg: "jpeg", png: "png", webp: "webp", avif: "avif" } as const;

function withFormat(transformation: Transformation, output: string): Transformation {
  if (transformation.some((step) => "if" in step || step.format !== undefined))
    return transformation;
  const extension = output.slice(output.lastIndexOf(".") + 1).toLowerCase();
  const format = formats[extension as keyof typeof formats];
  return format === undefined ? transformation : [...transformation, { format }];
}
