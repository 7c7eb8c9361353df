import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryFolder } from "../../support/tintype.ts";

const project = resolve(import.meta.dirname, "../../..");
const recipes = readFileSync(join(project, "docs/recipes.md"), "utf8");

/** The blocks of code of a recipe, in order. */
export function codeOf(title: string): string[] {
  const [, section] = recipes.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`docs/recipes.md has no recipe for ${title}`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n");
  // Every line of prose ends a block.
  const text = lines.map((line) => (/^ {4}|^$/.test(line) ? line.slice(4) : "\0")).join("\n");
  return text.split("\0").flatMap((code) => code.trim() || []);
}

/** The block that begins so. */
export function blockOf(title: string, start: string): string {
  const found = codeOf(title).find((code) => code.startsWith(start));
  if (found === undefined) throw new Error(`The recipe for ${title} has nothing like ${start}`);
  return found;
}

let folder: string | undefined;

/** Writes a module where the packages of the project are found, and the project's settings are not. */
function writeModule(name: string, code: string): string {
  if (folder === undefined) {
    folder = temporaryFolder();
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  }
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

/** What a block exports. */
export async function exportOf(name: string, code: string): Promise<unknown> {
  return (await import(writeModule(name, code))).default;
}

/** Runs a block as it is printed; what its statements come to that are neither imports nor declarations. */
export async function valuesOf(name: string, code: string): Promise<unknown[]> {
  // A statement begins at the margin, with a name or a tag.
  const statements = code.split(/^(?=[a-z]|<[A-Z])/m).map((statement) => {
    if (/^(?:\/\*|import |const )/.test(statement)) return statement;
    return `values.push(${statement.trim().replace(/;$/, "")});\n`;
  });
  const all = ["const values: unknown[] = [];\n", ...statements, "\nexport default values;\n"];
  return (await exportOf(name, all.join(""))) as unknown[];
}
