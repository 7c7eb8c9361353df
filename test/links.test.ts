import { expect, test } from "bun:test";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "../src/commands/command.ts";
import { commands } from "../src/commands/commands.ts";

const project = resolve(import.meta.dirname, "..");
const documents = globSync(["*.md", "docs/**/*.md", ".github/**/*.md"], { cwd: project });

const read = (document: string) => readFileSync(join(project, document), "utf8");

/** Without code, in which nothing is a link or a heading. */
function proseOf(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "").replace(/^(?: {4}|\t).*$/gm, "");
}

/** The anchors that GitHub gives to headings; a second heading of the same text gets a number. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with the links of a text that lies at this path of the project. */
function brokenLinks(document: string, text: string): string[] {
  const targets = [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^[a-z]+:/i.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(project, file))) return true;
      const inside = file === document ? text : read(file);
      return anchor !== undefined && !anchorsOf(inside).has(anchor);
    })
    .map((target) => `${document}: ${target}`);
}

test("every link between documents leads to a file and to a heading in it", () => {
  expect(documents.length).toBeGreaterThan(15);
  expect(documents.flatMap((document) => brokenLinks(document, read(document)))).toEqual([]);
});

test("a link to a missing file or heading is found", () => {
  const text =
    "# Some title\n[a](docs/nothing.md) [b](#other) [c](docs/install.md#nope) [d](#some-title)";
  expect(brokenLinks("README.md", text)).toEqual([
    "README.md: docs/nothing.md",
    "README.md: #other",
    "README.md: docs/install.md#nope",
  ]);
});

test("every page in docs can be reached from the README", () => {
  const linked = [...read("README.md").matchAll(/\]\((docs\/[\w-]+\.md)/g)].map(([, path]) => path);
  const pages = documents.filter((document) => document.startsWith("docs/"));
  expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
});

/** Calls of `tintype` in code, a line each; what continues a line belongs to it. */
function callsIn(text: string): string[] {
  const whole = text.replace(/\s*\\\n\s*/g, " ");
  const blocks = [...whole.matchAll(/^ {4,}(.*)$/gm)].map(([, line = ""]) => line);
  const fenced = [...whole.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].flatMap(([, body = ""]) =>
    body.split("\n"),
  );
  const spans = [...whole.matchAll(/`((?:\.\/\S*)?tintype [^`]+)`/g)].map(([, span = ""]) => span);
  return [...blocks, ...fenced, ...spans]
    .flatMap((line) => line.replace(/\s#.*$/, "").split(/\s\||&&|;/))
    .flatMap(
      (line) => /^(?:.*[\s(/])?tintype\s+([a-z]+(?=\s|$)[^)]*)/.exec(line)?.[1]?.trim() ?? [],
    );
}

const helpful = ["--help", "-h", "--version", "-v"];

/** What no command knows of a call: its name, its subcommand or one of its flags. */
async function unknownIn(call: string): Promise<string | undefined> {
  const [name = "", ...words] = call.split(/\s+/);
  // A flag behind this program's name is the manual's, such as `--help`.
  if (helpful.includes(name) || name === "help") return undefined;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) return `tintype ${call}: no command ${name}`;
  const command: Command = await load();
  const [first = ""] = words;
  const { subcommands } = command;
  if (subcommands && /^[a-z]/.test(first)) {
    const known = first.split("|").every((word) => Object.hasOwn(subcommands, word));
    if (!known) return `tintype ${call}: no subcommand ${first}`;
  }
  // Some commands hand flags on to `serve`.
  const handsOn = command.usage.includes("flags of serve") && commands.serve;
  const { options: handed } = handsOn ? await handsOn() : { options: [] };
  const known = [...(subcommands?.[first] ?? command).options, ...handed].flatMap(
    ({ flag }) => flag.match(/--?[\w-]+/g) ?? [],
  );
  const flags = call.match(/(?<=\s\[?)--?[a-z][\w-]*/g) ?? [];
  const strange = flags.find(
    (flag) =>
      ![...known, ...helpful, ...known.map((one) => one.replace("--", "--no-"))].includes(flag),
  );
  return strange === undefined ? undefined : `tintype ${call}: no flag ${strange}`;
}

for (const document of documents) {
  test(`${document} names commands and flags that exist`, async () => {
    const found = await Promise.all(callsIn(read(document)).map(unknownIn));
    expect(found.filter((problem) => problem !== undefined)).toEqual([]);
  });
}

test("a command, a subcommand and a flag that do not exist are found", async () => {
  const text =
    "    tintype serv\n    tintype origin list --nope # x\n    tintype origin lst\n" +
    "    ls | tintype serve \\\n      --prot 1\n`tintype sign URL --expires 1h`";
  const found = await Promise.all(callsIn(text).map(unknownIn));
  expect(found).toEqual([
    "tintype serv: no command serv",
    "tintype origin list --nope: no flag --nope",
    "tintype origin lst: no subcommand lst",
    "tintype serve --prot 1: no flag --prot",
    undefined,
  ]);
});

test("the documents call commands", () => {
  const calls = documents.flatMap((document) => callsIn(read(document)));
  expect(calls.length).toBeGreaterThan(50);
});

test("the README is a page that can be read", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(200);
});
