import versions from "wasm-vips/versions" with { type: "json" };
import program from "../../package.json" with { type: "json" };
import { parse, UsageError } from "../flags/usage.ts";
import { formatNames, formatOf } from "../formats.ts";
import libaom from "../render/engine/av1/library.json" with { type: "json" };
import models from "../render/engine/models/models.json" with { type: "json" };
import { commitOf, imageCodecs, runtimeVersion } from "../runtime/runtime.ts";
import { withoutFfmpeg } from "../video/film-reader.ts";
import { askVersion, findTools } from "../video/tools.ts";
import type { Command } from "./command.ts";

const { dependencies } = program;

/** What the engine is built of; its own rasteriser of drawings is not loaded. */
const { vips, resvg: _, ...parts } = versions;

/** What reads, writes and sets type; the first with its parts. */
const engineNames = [
  "wasm-vips",
  "@jsquash/webp",
  "@resvg/resvg-wasm",
  "libheif-js",
  "@hyzyla/pdfium",
  "harfbuzzjs",
  "mediabunny",
  "ogv",
] as const;

/** Videos are made by a program that is not a part of this one. */
async function ffmpegVersion(): Promise<string> {
  const tools = findTools(process.env.TINTYPE_FFMPEG || "auto");
  if (!tools) return `FFmpeg: none, ${withoutFfmpeg}`;
  try {
    return `FFmpeg ${await askVersion(tools)}`;
  } catch {
    return `FFmpeg: ${tools.ffmpeg} cannot be run`;
  }
}

export const version: Command = {
  summary: "version, commit, runtime, engines and codecs",
  usage: "version",
  options: [{ flag: "--json", meaning: "Print JSON" }],
  async run(args) {
    const { values, positionals } = parse(args, { json: { type: "boolean" } });
    if (positionals.length > 0) throw new UsageError("Expected nothing after version");
    const inside = Object.entries(parts).map((part) => part.join(" "));
    if (values.json) {
      const packages = engineNames.map((name) => [name, dependencies[name]]);
      const told = {
        version: program.version,
        commit: (await commitOf()) ?? null,
        runtime: runtimeVersion,
        engines: Object.fromEntries([...packages, [libaom.name, libaom.version]]),
        libraries: { vips, ...parts },
        models: models.map(({ name }) => name),
        ffmpeg: await ffmpegVersion(),
      };
      process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
      return;
    }
    const lines = [
      `Tintype ${program.version}${await commitText()}`,
      runtimeVersion,
      `wasm-vips ${dependencies["wasm-vips"]} (libvips ${vips}; ${inside.join(", ")})`,
      ...(imageCodecs ? [`${runtimeVersion}'s own codecs: ${runtimesOwn()} (--engine auto)`] : []),
      ...engineNames.slice(1).map((name) => `${name} ${dependencies[name]}`),
      `${libaom.name} ${libaom.version} (writes AVIF)`,
      `Models: ${models.map(({ name, licence }) => `${name} (${licence})`).join(", ")}`,
      await ffmpegVersion(),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  },
};

async function commitText(): Promise<string> {
  const commit = await commitOf();
  if (!commit) return "";
  return ` (${commit.hash} of ${commit.date}${commit.isChanged ? ", changed since" : ""})`;
}

/** Formats that the runtime's own codecs read and write. */
function runtimesOwn(): string {
  const rows = formatNames.map(formatOf).filter(({ isRuntimes }) => isRuntimes);
  return rows.map(({ title }) => title).join(", ");
}
