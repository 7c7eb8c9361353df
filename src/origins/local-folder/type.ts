import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import { Failure } from "../../failure.ts";
import { common, fields } from "../fields.ts";
import { originType } from "../origin-type.ts";
import { refusalOf } from "../permissions.ts";
import { tracedOrigin } from "../trace.ts";
import { gateOf } from "./gate.ts";
import { localFolder as openFolder, within } from "./origin.ts";

export const localFolder = originType({
  type: "LOCAL_FOLDER",
  title: "Folder",
  sentence: "A folder on the machine Tintype runs on.",
  schema: fields(
    {
      ...common,
      path: Type.String({
        description: "Absolute path of a folder of this machine",
        pattern: "^(?:/|[A-Za-z]:[\\\\/])",
        "x-expected": "an absolute path",
      }),
    },
    "A folder of this machine",
  ),
  async checkMachine({ path }) {
    const refusal = await refusalOf(String(path));
    if (refusal === undefined) return;
    throw new Failure("EINVAL", `Cannot use \`path\`: ${refusal}`, { field: "path" });
  },
  hints: () => undefined,
  async open(settings, trace) {
    const folder = openFolder(settings);
    return trace ? tracedOrigin(folder, (path) => join(settings.path, path), trace) : folder;
  },
  async test({ path }, signal) {
    const name = "Read the folder";
    const refusal = await refusalOf(path);
    if (refusal !== undefined) {
      const message = `The folder ${path} may not be served: ${refusal}`;
      return [{ name, ok: false, message, help: "Choose another folder" }];
    }
    const look = () => stat(path).catch(() => undefined);
    const found = await within(signal, gateOf(path)(look, signal));
    if (found?.isDirectory()) {
      return [{ name, ok: true, message: `The folder ${path} can be read` }];
    }
    const message = found ? `${path} is not a folder` : `There is no folder ${path}`;
    const help = "Give the absolute path of a folder on this machine";
    return [{ name, ok: false, message, help }];
  },
});
