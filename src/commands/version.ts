import versions from "wasm-vips/versions" with { type: "json" };
import { dependencies, version as ours } from "../../package.json" with { type: "json" };
import { parse, UsageError } from "../config.ts";
import { runtimeVersion } from "../runtime/runtime.ts";
import type { Command } from "./command.ts";

/** What decodes and encodes inside the engine, by the name in its package. */
const codecs = ["mozjpeg", "png", "webp", "heif", "aom", "jxl", "cgif", "tiff"] as const;

export const version: Command = {
  summary: "version, runtime, engine and codecs",
  usage: "version",
  options: [],
  async run(args) {
    const { positionals } = parse(args, {});
    if (positionals.length > 0) throw new UsageError("Expected nothing after version");
    const inside = codecs.map((name) => `${name} ${versions[name]}`).join(", ");
    const lines = [
      `Tintype ${ours}`,
      runtimeVersion,
      `wasm-vips ${dependencies["wasm-vips"]} (libvips ${versions.vips}: ${inside})`,
      `@jsquash/webp ${dependencies["@jsquash/webp"]}`,
      `@jsquash/avif ${dependencies["@jsquash/avif"]}`,
      `@resvg/resvg-wasm ${dependencies["@resvg/resvg-wasm"]}`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  },
};
