// The licence of every package that the executable holds, dependencies of dependencies included, of libaom and of its models.
// Fails for one that is not known to allow that.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const project = resolve(import.meta.dirname, "..");
const allowed = [
  ...["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "OFL-1.1"],
  ...["Unlicense", "CC0-1.0", "BlueOak-1.0.0", "Zlib"],
  // A WebAssembly module of its own, whose source is published and which anybody may exchange.
  "LGPL-3.0",
];

/** Where a package lies that another one asks for: in its own folder, or in one above. */
function find(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", name);
    if (existsSync(join(place, "package.json"))) return place;
    if (folder === dirname(folder)) return undefined;
  }
}

function read(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function licenceOf({ license, licenses }) {
  if (typeof license === "string") return license;
  if (license?.type) return license.type;
  return licenses?.map(({ type }) => type).join(" OR ") ?? "none stated";
}

const found = new Map();
function visit(folder) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = read(folder);
  const needed = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  for (const name of [...Object.keys(dependencies), ...needed]) {
    const place = find(name, folder);
    if (place === undefined) continue;
    const described = read(place);
    const key = `${described.name} ${described.version}`;
    if (found.has(key)) continue;
    found.set(key, licenceOf(described));
    visit(place);
  }
}
visit(project);
const engine = (file) => JSON.parse(readFileSync(join(project, "src/render/engine", file), "utf8"));
for (const { name, version, licence } of [engine("av1/library.json"), ...engine("models/models.json")]) {
  found.set(`${name} ${version}`, licence);
}

const isAllowed = (licence) =>
  licence
    .replace(/[()]/g, "")
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((each) => allowed.includes(each.trim())));
for (const [name, licence] of [...found].sort()) process.stdout.write(`${licence}\t${name}\n`);
const others = [...found].filter(([, licence]) => !isAllowed(licence));
if (found.size === 0 || others.length > 0) {
  process.stdout.write(`Not known to be allowed: ${JSON.stringify(others)}\n`);
  process.exit(1);
}
