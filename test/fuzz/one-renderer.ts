import { parseArgs } from "node:util";
import { forgetComplaints, judge, messageOf } from "../../src/render/engine/fault.ts";
import { engine } from "../support/engine.ts";
import { mustRender } from "../support/rendition.ts";
import { decodedFiles } from "./decoded-files.ts";
import { randomFrom } from "./random.ts";

// `bun test/fuzz/one-renderer.ts`: damaged documents and photographs, as many of each file, one after
// the other through the decoders of a single process. Each ends in an image or in a refusal by name, and the memory that the
// second half of them takes beside that of the first is told. Ends with 1 where anything else happened.

const { values } = parseArgs({
  options: { inputs: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const inputs = Number(values.inputs);
const vips = await engine();
const random = randomFrom(Number(values.seed));

/** Refusals that a hostile file may end in. */
const refusals = ["EFORMAT", "ELIMIT", "ETIMEOUT"];
let findings = 0;

for (const [name, files] of Object.entries(decodedFiles)) {
  const ends: Record<string, number> = {};
  const resident: number[] = [];
  for (const good of files) {
    const end = await endOf(good);
    if (end !== "image")
      throw new Error(`Expected the ${name} to be decoded before it is damaged: ${end}`);
  }
  const tried = inputs * files.length;
  for (let i = 0; i < tried; i += 1) {
    const end = await endOf(mutated(files[i % files.length] as Uint8Array));
    ends[end] = (ends[end] ?? 0) + 1;
    if (i === Math.floor(tried / 2) || i === tried - 1) {
      Bun.gc(true);
      resident.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
    }
  }
  process.stdout.write(`${JSON.stringify({ name, ...ends, residentMegabytes: resident })}\n`);
}
process.exit(findings === 0 ? 0 : 1);

async function endOf(bytes: Uint8Array): Promise<string> {
  forgetComplaints(vips);
  try {
    await mustRender(bytes, "w-20,f-png");
    return "image";
  } catch (thrown) {
    const { code, message } = judge(thrown).failure;
    if (refusals.includes(code)) return code;
    findings += 1;
    return `finding: ${code} ${message}: ${messageOf(thrown)}`;
  }
}

/** A copy with a few bytes changed, most of them at its start, some of them cut off. */
function mutated(good: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(good);
  for (let n = random.below(8); n >= 0; n -= 1) {
    const within = random.below(2) === 0 ? Math.min(400, bytes.length) : bytes.length;
    bytes[random.below(within)] = random.below(256);
  }
  return random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}
