import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import program from "../../package.json" with { type: "json" };

/** One `import … from` or `export … from` between files of the project. */
interface Import {
  /** File that is imported, as `src/main.ts`. */
  target: string;
  /** What is named of it; undefined where it is taken as a whole. */
  names: string[] | undefined;
  /** Whether everything of it is exported again. */
  passesOn: boolean;
}

/** A source file, by what it gives and takes. */
export interface Module {
  text: string;
  exports: string[];
  imports: Import[];
}

const root = resolve(import.meta.dirname, "../..");

/** What `#runtime` stands for under each of them. */
const runtimes = Object.values(program.imports["#runtime"]).map(normalize);

/** The files of these folders by their paths from the project's. */
export function readModules(...folders: string[]): Map<string, Module> {
  const modules = new Map<string, Module>();
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(name)) continue;
      const file = join(folder, name);
      const text = withoutComments(readFileSync(join(root, file), "utf8"));
      modules.set(file, { text, exports: exportsOf(text), imports: importsOf(text, file) });
    }
  }
  return modules;
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

const declaration =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;
const exportList = /^export (?:type )?\{([^}]*)\}/gm;
const destructured = /^export const \{([^}]*)\}/gm;

function exportsOf(text: string): string[] {
  const lists = [...text.matchAll(exportList), ...text.matchAll(destructured)];
  return [
    ...[...text.matchAll(declaration)].map(([, name]) => name as string),
    ...lists.flatMap(([, list]) => namesIn(list as string, 1)),
  ];
}

const fromClause =
  /^(import|export) (?:type )?(?:(\*)(?: as \w+)? |\w+ |\{([^}]*)\} )(?:from )?"(\.[^"]+|#runtime)"/gm;
const plainOrDynamic = /\bimport\(?\s*"(\.[^"]+)"/g;

function importsOf(text: string, file: string): Import[] {
  const absolute = (path: string) => normalize(join(dirname(file), path));
  const targets = (path: string) => (path === "#runtime" ? runtimes : [absolute(path)]);
  const named = [...text.matchAll(fromClause)].flatMap(([, verb, star, list, path]) =>
    targets(path as string).map((target) => ({
      target,
      names: star || list === undefined ? undefined : namesIn(list, 0),
      passesOn: verb === "export" && star !== undefined,
    })),
  );
  const whole = [...text.matchAll(plainOrDynamic)].map(([, path]) => ({
    target: absolute(path as string),
    names: undefined,
    passesOn: false,
  }));
  return [...named, ...whole];
}

/** @param side 0 for the name before `as`, 1 for the one after it */
function namesIn(list: string, side: 0 | 1): string[] {
  const names = list.split(",").map((entry) => entry.trim().replace(/^type /, ""));
  return names.filter(Boolean).map((entry) => entry.split(/ as |: /).at(side && -1) as string);
}
