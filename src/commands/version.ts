import { dependencies, version as ours } from "../../package.json";
import { runtimeVersion } from "../runtime/runtime.ts";
import type { Command } from "./command.ts";

export const version: Command = {
  summary: "version, runtime, engine and codecs",
  usage: "version",
  options: [],
  async run() {
    const lines = [
      `Tintype ${ours}`,
      runtimeVersion,
      `wasm-vips ${dependencies["wasm-vips"]} (libvips 8.18.7)`,
      `@jsquash/webp ${dependencies["@jsquash/webp"]}`,
      `@jsquash/avif ${dependencies["@jsquash/avif"]}`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  },
};
