import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TProperties } from "@sinclair/typebox";
import { endpointSchema } from "../src/api/resources/endpoints.ts";
import { type Command, sentence } from "../src/commands/command.ts";
import { commands } from "../src/commands/commands.ts";
import { flagOf } from "../src/commands/flags/fields.ts";
import { serveFlags } from "../src/flags/serve-flags.ts";
import { originTypes } from "../src/origins/registry.ts";
import { effects } from "../src/url/cloudinary/effects/effects.ts";
import { flags } from "../src/url/cloudinary/flags.ts";
import { blendModes, layerFlags } from "../src/url/cloudinary/layers/place.ts";
import { layerKinds } from "../src/url/cloudinary/layers/source.ts";
import { styleWords } from "../src/url/cloudinary/layers/text-style.ts";
import { parameters as cloudinaryParameters } from "../src/url/cloudinary/parameters.ts";
import { modes } from "../src/url/cloudinary/size/modes.ts";
import type { Row } from "../src/url/cloudinary/support.ts";
import { unsupportedNames } from "../src/url/imgix/names.ts";
import { imgixParameters } from "../src/url/imgix/parameters.ts";
import { describeValues } from "../src/url/parameters/kind.ts";
import { layerTimes, placement } from "../src/url/parameters/layer.ts";
import type { Parameter } from "../src/url/parameters/parameter.ts";
import { parameters } from "../src/url/parameters/parameters.ts";
import { subtitleStyle } from "../src/url/parameters/subtitle-style.ts";
import { textStyle } from "../src/url/parameters/text-style.ts";
import { videoParameters } from "../src/url/parameters/video.ts";
import { printTransformation } from "../src/url/transformation.ts";

const documents = join(import.meta.dirname, "../docs");

/** Rewrites the tables with `UPDATE_DOCUMENTS=1 bun test test/documents.test.ts`. */
function holds(document: string, name: string, table: string): void {
  const file = join(documents, document);
  const text = readFileSync(file, "utf8");
  const part = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  expect(text).toMatch(part);
  const updated = text.replace(part, (_, start, end) => `${start}${table}\n${end}`);
  if (process.env.UPDATE_DOCUMENTS === "1") writeFileSync(file, updated);
  else expect(text).toBe(updated);
}

function tableOf(rows: Record<string, Parameter>): string {
  const lines = Object.entries(rows).map(
    ([key, { kind, meaning }]) => `| \`${key}\` | ${describeValues(kind.values)} | ${meaning} |`,
  );
  return ["| | value | meaning |", "|---|---|---|", ...lines].join("\n");
}

test("the documents' parameters are those that are read", () => {
  holds("transformations.md", "parameters", tableOf(parameters));
  holds("transformations.md", "placement", tableOf(placement));
  holds("transformations.md", "text", tableOf(textStyle));
  holds("video.md", "times", tableOf(layerTimes));
  holds("video.md", "subtitles", tableOf(subtitleStyle));
  holds("video.md", "parameters", tableOf(videoParameters));
});

test("the documents' fields of origins and endpoints are those of the API", () => {
  const rows = new Map<string, { types: string[]; description: string }>();
  for (const {
    type,
    schema: { properties },
  } of originTypes.values()) {
    for (const [field, schema] of Object.entries(properties)) {
      const row = rows.get(field) ?? { types: [], description: String(schema.description) };
      row.types.push(type);
      rows.set(field, row);
    }
  }
  const all = originTypes.size;
  const lines = [...rows].map(([field, { types, description }]) => {
    const where = types.length === all ? "every type" : types.join(", ");
    return `| \`--${flagOf(field)}\` | ${where} | ${description} |`;
  });
  holds(
    "origins.md",
    "origins",
    ["| flag of `origin add` | types | |", "|---|---|---|", ...lines].join("\n"),
  );
  const settings = Object.entries(endpointSchema.properties as TProperties).map(
    ([field, schema]) => `| \`--${flagOf(field)}\` | ${schema.description} |`,
  );
  holds(
    "url-endpoints.md",
    "endpoints",
    ["| flag of `endpoint set` | |", "|---|---|", ...settings].join("\n"),
  );
});

test("the documents' flags of serve are those that are read", () => {
  const rows = Object.entries(serveFlags).map(([flag, { variable, fallback, meaning }]) => {
    const initial = fallback === undefined ? "" : `\`${fallback}\``;
    return `| \`--${flag}\` | \`${variable}\` | ${initial} | ${meaning} |`;
  });
  holds(
    "command-line.md",
    "flags",
    ["| flag | environment | default | |", "|---|---|---|---|", ...rows].join("\n"),
  );
});

test("the document of the command line describes every command", async () => {
  const sections = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => sectionOf(name, await load())),
  );
  holds("command-line.md", "commands", `\n${sections.join("\n\n")}\n`);
});

/** A command, and below it its subcommands. */
function sectionOf(name: string, command: Command, level = "##"): string {
  const { summary, usage, options, examples = [], subcommands } = command;
  const head = [`${level} ${name}`, "", `${sentence(summary)}.`];
  if (subcommands) {
    const below = Object.entries(subcommands).map(([sub, each]) =>
      sectionOf(`${name} ${sub}`, each, `${level}#`),
    );
    return [head.join("\n"), ...below].join("\n\n");
  }
  const rows = options.map(({ flag, meaning }) => `| \`${flag}\` | ${meaning} |`);
  // The flags of `serve` have a table with their environment names above.
  const table = name === "serve" || rows.length === 0 ? [] : ["", "| | |", "|---|---|", ...rows];
  const calls = [usage, ...examples].map((call) => `    tintype ${call}`);
  return [...head, "", ...calls, ...table].join("\n");
}

/** Names that fare alike share a line. */
function fatesOf(title: string, prefix: string, rows: Record<string, Row>): string {
  const lines = new Map<string, string[]>();
  for (const [name, { meaning, fate, note }] of Object.entries(rows)) {
    const line = `${meaning} | ${fate}${note === undefined ? "" : `: ${note}`}`;
    lines.set(line, [...(lines.get(line) ?? []), `\`${prefix}${name}\``]);
  }
  const body = [...lines].map(([line, names]) => `| ${names.join(", ")} | ${line} |`);
  return [`| ${title} | | |`, "|---|---|---|", ...body].join("\n");
}

test("the documents say of everything in Cloudinary's URLs what becomes of it", () => {
  const cropModes = Object.entries(modes).map(([name, { fields, focus, note }]): [string, Row] => {
    const ours = printTransformation([{ ...fields, ...(focus === undefined ? {} : { focus }) }]);
    const meaning = `\`${ours}\``;
    const fate = note === undefined ? { fate: "exact" as const } : { fate: "approximate" as const };
    return [name, { meaning, ...fate, ...(note === undefined ? {} : { note }) }];
  });
  const { image, ...otherLayers } = layerKinds;
  const plainFlags = Object.entries(flags).filter(([name]) => !Object.hasOwn(layerFlags, name));
  const tables = [
    fatesOf("parameter", "", cloudinaryParameters),
    fatesOf("crop mode, and ours", "c_", Object.fromEntries(cropModes)),
    fatesOf("effect", "e_", effects),
    fatesOf("flag", "fl_", Object.fromEntries(plainFlags)),
    fatesOf("layer", "l_", { PUBLIC_ID: image, ...otherLayers }),
    fatesOf("how it is laid", "e_", blendModes),
    fatesOf("flag of a layer", "fl_", layerFlags),
    fatesOf("style of a text", "", styleWords),
  ];
  holds("cloudinary-parameters.md", "cloudinary", tables.join("\n\n"));
});

test("the documents say of imgix' parameters what becomes of them", () => {
  const named = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(", ");
  const of = (fate: string) =>
    Object.entries(imgixParameters).flatMap(([name, row]) => (row.fate === fate ? name : []));
  const lines = [
    `| exact | ${named(of("exact"))} |`,
    `| approximate | ${named(of("approximate"))} |`,
    `| ignored | ${named(unsupportedNames)} |`,
  ];
  holds(
    "imgix-parameters.md",
    "imgix",
    ["| | parameters of imgix |", "|---|---|", ...lines].join("\n"),
  );
});
