import { createReadStream } from "node:fs";
import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure } from "../failure.ts";
import { parse, UsageError } from "../flags/usage.ts";
import {
  type Format,
  formatNamed,
  formatNames,
  formatOf,
  formats,
  isOutputFormat,
  type OutputFormat,
} from "../formats.ts";
import { defaultLimits } from "../limits.ts";
import { lastOf } from "../render/plan/output.ts";
import type { Passthrough, Plan } from "../render/plan/plan.ts";
import { planWithMeasurements } from "../render/plan/plan-with-measurements.ts";
import { parseTransformation, plainSteps, type Transformation } from "../url/transformation.ts";
import type { Command } from "./command.ts";
import { startOneRenderer } from "./one-renderer.ts";

export const render: Command = {
  summary: "transform one image, without a server",
  usage: "render INPUT TRANSFORMATION -o OUTPUT",
  examples: ["render photo.jpg w-300,h-300 -o photo.webp"],
  options: [
    {
      flag: "-o, --output",
      meaning: "File to write, in the format that its name says; - is standard output",
    },
  ],
  async run(args) {
    const { values, positionals } = parse(args, { output: { type: "string", short: "o" } });
    const [input, text, ...more] = positionals;
    if (input === undefined || text === undefined || more.length > 0) {
      throw new UsageError("Expected an input file and a transformation such as w-300,h-300");
    }
    if (typeof values.output !== "string") throw new UsageError("Expected -o and a file to write");
    await renderFile(resolve(input), text, values.output);
  },
};

async function renderFile(input: string, text: string, output: string): Promise<void> {
  const transformation = parseTransformation(text.replace(/^tr[:=]/, ""));
  const expected = formatOfName(output, transformation);
  const found = await stat(input).catch(() => undefined);
  if (!found?.isFile()) throw new Failure("ENOENT", `There is no file ${input}`);
  const folder = await mkdtemp(join(tmpdir(), "tintype-"));
  const pool = startOneRenderer(300_000);
  try {
    const header = await pool.run<"probe">({ do: "probe", file: input });
    const wanted: Transformation =
      expected === undefined || namedFormat(transformation) !== undefined
        ? transformation
        : [...transformation, { format: formats[expected].urlNames[0] }];
    const files = { "": input };
    // Without a server there are no origins, so images in layers are not found.
    const circumstances = { accepted: [], limits: defaultLimits };
    const plan = await planWithMeasurements(wanted, header, circumstances, (measurement) =>
      pool.run<"measure">({ do: "measure", files, measurement }),
    );
    if ("original" in plan) throw unrendered(plan);
    checkFormat(plan, expected, output);
    const made = join(folder, "rendition");
    const { bytes } = await pool.run<"render">({ do: "render", files, plan, output: made });
    const { width, height } = plan.size;
    const summary = `${plan.output.format} ${width}x${height}, ${bytes} bytes\n`;
    if (output === standardOutput) {
      await pipeline(createReadStream(made), process.stdout, { end: false });
    } else {
      await copyFile(made, resolve(output));
      process.stdout.write(`${resolve(output)}: ${summary}`);
    }
  } finally {
    pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The name that stands for standard output. */
const standardOutput = "-";

/** The format that the output's name asks for; undefined where the transformation alone decides. */
function formatOfName(output: string, transformation: Transformation): OutputFormat | undefined {
  const extension = extname(output).slice(1).toLowerCase();
  if (output === standardOutput || extension === "") return undefined;
  const format = formatNamed(extension);
  if (isOutputFormat(format)) return format;
  // A name that means nothing may hold whatever `f` says.
  if (format === undefined && namedFormat(transformation) !== undefined) return undefined;
  const what = format === undefined ? `\`.${extension}\` files` : `${formats[format].title} files`;
  // Some formats are no files, and have no extension.
  const known = formatNames
    .filter(isOutputFormat)
    .flatMap((name) => formats[name].extensions.slice(0, 1).map((ending) => `.${ending}`));
  throw new UsageError(`Cannot write ${what}: expected a name that ends in ${known.join(", ")}`);
}

/** The format that `f` names, unless it leaves the choice open. */
function namedFormat(transformation: Transformation): string | undefined {
  const named = lastOf(plainSteps(transformation), "format");
  return named === "auto" ? undefined : named;
}

/** A file never holds another format than its name says. */
function checkFormat({ output: { format } }: Plan, expected: Format | undefined, output: string) {
  if (expected === undefined || format === expected) return;
  const { title, isOnlyKept } = formatOf(expected);
  const reason = isOnlyKept
    ? `${title} is written only of originals that are ${title}`
    : `this transformation makes ${formats[format].title}`;
  throw new Failure("EINVAL", `Cannot write ${output} as ${title}: ${reason}`);
}

function unrendered({ because }: Passthrough): Failure {
  return because === undefined
    ? new Failure("EINVAL", "A drawing needs a format to be drawn in: add one, such as f-png")
    : new Failure("ELIMIT", `The original would be delivered as it is: ${because}`);
}
