import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { lock } from "./lock-file.ts";

const project = resolve(import.meta.dirname, "..");

/** What a package says of itself. */
interface PackageFile {
  license?: string | { type: string };
  homepage?: string;
  repository?: string | { url: string };
}

/**
 * Where the packages are installed that are in the executable, or that the program depends on: the
 * dashboard's are bundled before the bundler sees them, and some are there because others may use them.
 */
export function packagesInside(held: readonly string[]): string[] {
  const found = new Set<string>();
  const follow = (key: string) => {
    if (found.has(key)) return;
    found.add(key);
    for (const needed of dependenciesOf(key)) follow(needed);
  };
  for (const name of Object.keys(lock.workspaces[""].dependencies)) follow(keyIn("", name));
  for (const key of held) follow(key);
  // The same version may be installed for several of those that need it.
  const byRef = new Map([...found].map((key) => [refOf(key), key]));
  return [...byRef.values()].sort();
}

export function entryOf(key: string) {
  const entry = lock.packages[key];
  if (!entry) throw new Error(`${key} is not in bun.lock`);
  return entry;
}

export function dependenciesOf(key: string): string[] {
  const { dependencies = {} } = entryOf(key)[2];
  return Object.keys(dependencies).map((name) => keyIn(key, name));
}

/** Where a package finds another: beside it, or beside one of those in which it is. */
export function keyIn(key: string, name: string): string {
  for (let at = key; at !== ""; at = at.replace(/\/?(?:@[^/]+\/)?[^/]+$/, "")) {
    if (lock.packages[`${at}/${name}`]) return `${at}/${name}`;
  }
  return name;
}

/** The address of a package, as bills of materials write it. */
export function refOf(key: string): string {
  const [nameAndVersion] = entryOf(key);
  return `pkg:npm/${nameAndVersion.replace(/^@/, "%40")}`;
}

/** The folder in which a package is installed. */
export function folderOf(key: string): string {
  const folder = key.split(/\/(?!(?<=@[^/]+\/)[^/]+)/).join("/node_modules/");
  return resolve(project, "node_modules", folder);
}

/** The licence that a package states, as an SPDX expression; NOASSERTION where it states none. */
export function licenceOf(key: string): string {
  const { license } = packageFileOf(key);
  return (typeof license === "string" ? license : license?.type) ?? "NOASSERTION";
}

/** Where a package says that it comes from. */
export function homeOf(key: string): string | undefined {
  const { homepage, repository } = packageFileOf(key);
  return (typeof repository === "string" ? repository : repository?.url) ?? homepage;
}

function packageFileOf(key: string): PackageFile {
  return JSON.parse(readFileSync(resolve(folderOf(key), "package.json"), "utf8"));
}
