import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, UsageError } from "../config.ts";
import { Failure } from "../failure.ts";
import { defaultLimits } from "../limits.ts";
import { settlePlan } from "../render/plan/plan-with-measurements.ts";
import { parseTransformation, type Transformation } from "../url/transformation.ts";
import type { Command } from "./command.ts";
import { startOneRenderer } from "./one-renderer.ts";

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
  const pool = startOneRenderer(300_000);
  try {
    const header = await pool.run<"probe">({ do: "probe", file: input });
    // Nobody negotiates here: the output's extension says what is wanted, unless `f-` does.
    const wanted = withFormat(transformation, output);
    const files = { "": input };
    // Without a server there are no origins, so pictures in layers are not found.
    const circumstances = { accepted: [], limits: defaultLimits };
    const plan = await settlePlan(wanted, header, circumstances, (question) =>
      pool.run<"measure">({ do: "measure", files, question }),
    );
    if (!plan) throw new Failure("ELIMIT", "The animation is too large");
    const made = join(folder, "rendition");
    const { bytes } = await pool.run<"render">({ do: "render", files, plan, output: made });
    await copyFile(made, output);
    const { width, height } = plan.size;
    process.stdout.write(`${output}: ${plan.output.format} ${width}x${height}, ${bytes} bytes\n`);
  } finally {
    pool.close();
    await rm(folder, { recursive: true, force: true });
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
