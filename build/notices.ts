import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import libaom from "../src/render/engine/av1/library.json" with { type: "json" };
import models from "../src/render/engine/models/models.json" with { type: "json" };
import { entryOf, folderOf, homeOf, licenceOf, packagesInside } from "./packages.ts";

const engine = resolve(import.meta.dirname, "../src/render/engine");
const line = "=".repeat(80);

/**
 * The licences and notices that have to go with an executable, each in its own words. Those with the
 * same words are named together.
 * @param held where the packages are installed of which the bundler put something into it
 */
export function noticesFor(held: readonly string[]): string {
  const byText = new Map<string, string[]>();
  const add = (title: string, text: string) =>
    byText.set(text, [...(byText.get(text) ?? []), title]);
  for (const key of packagesInside(held)) {
    const [nameAndVersion] = entryOf(key);
    add(titleOf(nameAndVersion, licenceOf(key), homeOf(key)), textsIn(folderOf(key)));
  }
  const bun = entryOf("bun")[0];
  add(titleOf(bun, `${licenceOf("bun")} and others`, "https://bun.com/docs/project/license"), "");
  add(titleOf(`${libaom.name}@${libaom.version}`, libaom.licence), textsIn(join(engine, "av1")));
  for (const { name, version, licence } of models) add(titleOf(`${name}@${version}`, licence), "");

  const { "": bare = [], ...rest } = Object.fromEntries(byText);
  return [
    "The executable of Tintype contains the software, fonts and models below.",
    ...Object.entries(rest).map(([text, titles]) => [line, ...titles, line, text].join("\n")),
    [line, "These come without a text of their own:", ...bare].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}

function titleOf(nameAndVersion: string, licence: string, home?: string): string {
  return [nameAndVersion, licence, ...(home === undefined ? [] : [home])].join("  ");
}

/** What a folder has on licences, patents and those who hold rights, in order of the files' names. */
function textsIn(folder: string): string {
  return readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|copying|notice|patents|third-party-notices)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trim())
    .join("\n\n");
}
