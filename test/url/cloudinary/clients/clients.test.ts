import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rewriteCloudinary } from "../../../../src/url/cloudinary/dialect.ts";
import { parseTransformation, printTransformation } from "../../../../src/url/transformation.ts";
import type { Fates, Outcome } from "../fates/fates.ts";
import { effectFates } from "../fates/fates-effects.ts";
import { layerFates } from "../fates/fates-layers.ts";
import { optionFates } from "../fates/fates-options.ts";
import { outputFates } from "../fates/fates-output.ts";
import { sizeFates } from "../fates/fates-sizes.ts";
import { actions } from "./client-factories.ts";
import { builtByOptions, missing } from "./client-options.ts";
import { builders, built } from "./clients.ts";

const names = new Map([["thumb", "w-10"]]);
const table: Record<string, Fates> = {
  sizes: sizeFates,
  effects: effectFates,
  layers: layerFates,
  output: outputFates,
  options: optionFates,
};

/** The file that holds the outcomes of an option. */
function fileOf(option: string): string {
  if (/^(?:Resize|RoundCorners|Rotate|Border)\./.test(option)) return "sizes";
  if (/^(?:Effect|Adjust|Reshape)\./.test(option)) return "effects";
  if (/^(?:Overlay|Underlay)\./.test(option)) return "layers";
  return option.includes(".") ? "output" : "options";
}

function outcomeOf(component: string): Outcome {
  const { fates } = rewriteCloudinary(component.split("/"), names);
  const worst = (fate: string) => fates.some((one) => one.fate === fate);
  return worst("ignored") ? "refused" : worst("approximate") ? "approximate" : "exact";
}

/** What becomes of everything that the clients write, as the table has it. */
function outcomes(): Record<string, Fates> {
  const made: Record<string, Fates> = {
    sizes: {},
    effects: {},
    layers: {},
    output: {},
    options: {},
  };
  for (const [option, components] of Object.entries({ ...built(), ...builtByOptions() })) {
    const lists: Partial<Record<Outcome, string[]>> = {};
    for (const component of components) {
      const outcome = outcomeOf(component);
      lists[outcome] = [...(lists[outcome] ?? []), component];
    }
    (made[fileOf(option)] as Fates)[option] = lists;
  }
  return made;
}

test("each component that the clients write is exact, approximate or refused as the table says", () => {
  const made = outcomes();
  if (process.env.UPDATE_FATES)
    for (const [name, fates] of Object.entries(made)) write(name, fates);
  else expect(made).toEqual(table);
});

test("what the clients write and we render survives being printed", () => {
  for (const components of Object.values({ ...built(), ...builtByOptions() })) {
    for (const component of components) {
      const { transformation } = rewriteCloudinary(component.split("/"), names);
      if (!transformation) continue;
      expect(parseTransformation(printTransformation(transformation))).toEqual(transformation);
    }
  }
});

test("what the clients write is no invalid value to us", () => {
  const invalid = Object.values({ ...built(), ...builtByOptions() }).flatMap((components) =>
    components.flatMap((component) => {
      const { ignored, unsupported } = rewriteCloudinary(component.split("/"), names);
      return ignored.filter((token) => !unsupported.includes(token));
    }),
  );
  expect(invalid).toEqual([]);
});

test("every option of the clients is called", () => {
  expect(missing()).toEqual([]);
  const called = new Set(Object.keys(built()));
  const offered = Object.entries(actions).flatMap(([name, members]) =>
    Object.keys(members).map((member) => `${name}.${member}`),
  );
  expect(offered.filter((option) => !called.has(option))).toEqual([]);
  const known = Object.entries(builders).flatMap(([name, members]) =>
    Object.keys(members).map((member) => `${name}.${member}`),
  );
  expect(known.filter((option) => !called.has(option))).toEqual([]);
});

/** Writes a part of the table anew: `UPDATE_FATES=1`. */
function write(name: string, fates: Fates): void {
  const entry = ([option, lists]: [string, Fates[string]]) => {
    const lines = Object.entries(lists).map(
      ([outcome, components]) => `    ${outcome}: words(\`${wrapped(components)}\`),`,
    );
    return `  ${JSON.stringify(option)}: {\n${lines.join("\n")}\n  },\n`;
  };
  const text =
    `import { type Fates, words } from "./fates.ts";\n\n` +
    `/** What becomes of what the clients write; made by \`UPDATE_FATES=1\`. */\n` +
    `export const ${name.replace(/s$/, "")}Fates: Fates = {\n` +
    `${Object.entries(fates).map(entry).join("")}};\n`;
  writeFileSync(join(import.meta.dirname, `../fates/fates-${name}.ts`), text);
}

function wrapped(components: string[]): string {
  const lines = [""];
  for (const component of components) {
    const longer = `${lines.at(-1)} ${component}`;
    if (longer.length > 92) lines.push(` ${component}`);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trim()).join("\n      ");
}
