import { statfsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isWritable } from "../cache/files.ts";
import type { CheckResult } from "../origins/check-result.ts";
import { type Diagnosis, diagnose } from "../origins/diagnose.ts";
import libaom from "../render/engine/av1/library.json" with { type: "json" };
import { confinement } from "../runtime/confinement.ts";
import { imageCodecs } from "../runtime/runtime.ts";
import { readState } from "../tls/state.ts";
import { findTools, reportTools } from "../video/tools.ts";
import type { Command } from "./command.ts";
import { printSteps, readFields, withStore } from "./flags/fields.ts";
import { keyIn } from "./flags/shared-flags.ts";
import { startOneRenderer } from "./one-renderer.ts";
import { askRunningServer } from "./running-server.ts";

export const doctor: Command = {
  summary: "check configuration, origins, engine and disk",
  usage: "doctor",
  options: [
    { flag: "--json", meaning: "Print JSON" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  async run(args) {
    const { data, json } = readFields(args);
    const steps = [
      ...(await checkConfiguration(data)),
      ...checkCertificate(data),
      checkDisk(data),
      await checkEngine(),
      checkConfinement(),
      await checkVideo(),
    ];
    if (json) process.stdout.write(`${JSON.stringify(steps, null, 2)}\n`);
    else printSteps(steps);
    if (steps.some(({ ok }) => !ok)) process.exitCode = 1;
  },
};

async function checkConfiguration(data: string): Promise<CheckResult[]> {
  const name = "Configuration";
  try {
    return await withStore(data, async (store) => {
      const origins = store.origins();
      const found = `${count(origins.length, "origin")}, ${count(store.endpoints().length, "URL endpoint")}`;
      const tried = origins.map(async (origin): Promise<CheckResult[]> => {
        const asked = await askRunningServer(data, keyIn(store), ({ call }) =>
          call<Diagnosis>("POST", "/v1/accounts/origins/test", { id: origin.id }),
        );
        const { steps } = asked ?? (await diagnose(origin));
        return steps.map((step) => ({ ...step, name: `Origin ${origin.name}: ${step.name}` }));
      });
      return [{ name, ok: true, message: found }, ...(await Promise.all(tried)).flat()];
    });
  } catch {
    const help =
      "Check the folder's permissions, and that TINTYPE_SECRET_KEY is the one it was made with";
    return [{ name, ok: false, message: `The configuration in ${data} cannot be read`, help }];
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Nothing for a server that obtains no certificates. */
function checkCertificate(data: string): CheckResult[] {
  const name = "HTTPS";
  const state = readState(data);
  if (!state) return [];
  const { names, problems, until, next } = state;
  const isHeld = until !== undefined && until > Date.now();
  const held =
    until !== undefined && isHeld
      ? `The certificate for ${names.join(", ")} is valid until ${new Date(until).toISOString()}`
      : `There is no valid certificate for ${names.join(", ")}`;
  if (problems.length === 0) return [{ name, ok: isHeld, message: held }];
  const help = `The server tries again by itself, next at ${new Date(next).toISOString()}`;
  return [{ name, ok: false, message: `${held}: ${problems.join("; ")}`, help }];
}

/** Below this many free bytes a cache has no room to speak of. */
const enough = 1024 ** 3;

function checkDisk(data: string): CheckResult {
  const name = "Disk";
  try {
    const { bavail, bsize } = statfsSync(data);
    const free = bavail * bsize;
    const message = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
    if (!isWritable(data)) {
      const help = "Images are delivered, but not kept: free some space, or make the disk writable";
      return { name, ok: false, message: `${data} cannot be written to (${message})`, help };
    }
    if (free >= enough) return { name, ok: true, message };
    return { name, ok: false, message, help: "Free some space, or lower --cache-max-bytes" };
  } catch {
    return { name, ok: false, message: `${data} cannot be read`, help: "Check --data" };
  }
}

/** One red pixel. */
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

async function checkEngine(): Promise<CheckResult> {
  const name = "Engine";
  const folder = await mkdtemp(join(tmpdir(), "tintype-"));
  const file = join(folder, "pixel.png");
  const pool = startOneRenderer(20_000);
  try {
    await writeFile(file, Buffer.from(pixel, "base64"));
    const { format, width, height } = await pool.run<"probe">({ do: "probe", file });
    const codecs = imageCodecs ? "the runtime's own codecs and libvips" : "libvips";
    const read = `A renderer read a ${format} of ${width}x${height}; it decodes with ${codecs}`;
    const message = `${read}, and writes AVIF with ${libaom.name} ${libaom.version}`;
    return { name, ok: true, message };
  } catch {
    const help = "Run `tintype serve` with --log json to see why renderers stop";
    return { name, ok: false, message: "No renderer could be started", help };
  } finally {
    pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Less is no fault: containers and other systems cannot take all of it. */
function checkConfinement(): CheckResult {
  const { prevented, possible } = confinement();
  const name = "Renderers";
  const either = new Intl.ListFormat("en-GB", { type: "disjunction" });
  const could = possible.map(({ what }) => what);
  const message = [
    ...(prevented.length > 0 ? [`They cannot ${either.format(prevented)}`] : []),
    ...(could.length > 0 ? [`They could ${either.format(could)}`] : []),
  ].join(". ");
  if (possible.length === 0) return { name, ok: true, message };
  const programs = possible.map(({ program }) => `\`${program}\``).join(" and ");
  const help = `If a decoder were taken over, it could do that: ${programs} cannot be used here`;
  return { name, ok: true, message, help };
}

/** FFmpeg is never required; one that is there and does not work is a fault. */
async function checkVideo(): Promise<CheckResult> {
  const name = "Video";
  const tools = findTools(process.env.TINTYPE_FFMPEG || "auto");
  const { codecs: _, ...told } = await reportTools(tools);
  return { name, ...told };
}
