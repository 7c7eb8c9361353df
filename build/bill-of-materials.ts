import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import versions from "wasm-vips/versions" with { type: "json" };
import program from "../package.json" with { type: "json" };
import libaom from "../src/render/engine/av1/library.json" with { type: "json" };
import models from "../src/render/engine/models/models.json" with { type: "json" };
import { lock } from "./lock-file.ts";

const project = resolve(import.meta.dirname, "..");

type Licenses = ({ license: { id: string } } | { expression: string })[];

interface Component {
  type: "application" | "library" | "platform" | "machine-learning-model";
  "bom-ref": string;
  name: string;
  version: string;
  purl?: string;
  licenses?: Licenses;
  hashes?: { alg: "SHA-256" | "SHA-512"; content: string }[];
  components?: Component[];
}

/**
 * What an executable is made of, as CycloneDX 1.6: the packages by `bun.lock`, the libraries inside
 * libvips, libaom, the models, and the runtime.
 * @param held where the packages are installed of which the bundler put something into it
 * @param runtime package that has Bun for its system
 */
export function billOfMaterials(
  file: { name: string; sha256: string },
  held: readonly string[],
  runtime: string,
  time: Date,
) {
  const keys = packagesInside(held);
  const root = `tintype@${program.version}`;
  const bun = componentOf(`@oven/${runtime}`, "platform");
  const direct = Object.keys(program.dependencies).map((name) => refOf(keyIn("", name)));
  const metadata = {
    timestamp: time.toISOString(),
    component: {
      type: "application",
      "bom-ref": root,
      name: file.name,
      version: program.version,
      licenses: licensesOf(program.license),
      hashes: [{ alg: "SHA-256", content: file.sha256 }],
    } satisfies Component,
  };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(file.sha256)}`,
    version: 1,
    metadata,
    components: [bun, ...keys.map((key) => componentOf(key, "library")), ...filesOfOurOwn()],
    dependencies: [
      { ref: root, dependsOn: [bun["bom-ref"], ...direct].sort() },
      ...keys.map((key) => ({
        ref: refOf(key),
        dependsOn: dependenciesOf(key).map(refOf).sort(),
      })),
    ],
  };
}

/**
 * Where the packages are installed that are in the executable, or that the program depends on: the
 * dashboard's are bundled before the bundler sees them, and some are there because others may use them.
 */
function packagesInside(held: readonly string[]): string[] {
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

function entryOf(key: string) {
  const entry = lock.packages[key];
  if (!entry) throw new Error(`${key} is not in bun.lock`);
  return entry;
}

function dependenciesOf(key: string): string[] {
  const { dependencies = {} } = entryOf(key)[2];
  return Object.keys(dependencies).map((name) => keyIn(key, name));
}

/** Where a package finds another: beside it, or beside one of those in which it is. */
function keyIn(key: string, name: string): string {
  for (let at = key; at !== ""; at = at.replace(/\/?(?:@[^/]+\/)?[^/]+$/, "")) {
    if (lock.packages[`${at}/${name}`]) return `${at}/${name}`;
  }
  return name;
}

function refOf(key: string): string {
  const [nameAndVersion] = entryOf(key);
  return `pkg:npm/${nameAndVersion.replace(/^@/, "%40")}`;
}

function componentOf(key: string, type: Component["type"]): Component {
  const [nameAndVersion, , , integrity] = entryOf(key);
  const at = nameAndVersion.lastIndexOf("@");
  const [name, version] = [nameAndVersion.slice(0, at), nameAndVersion.slice(at + 1)];
  const hash = integrity?.replace(/^sha512-/, "");
  return {
    type,
    "bom-ref": refOf(key),
    name,
    version,
    purl: refOf(key),
    licenses: licensesOf(licenseOf(type === "platform" ? "bun" : key)),
    ...(hash === undefined
      ? {}
      : { hashes: [{ alg: "SHA-512", content: Buffer.from(hash, "base64").toString("hex") }] }),
    ...(name === "wasm-vips" ? { components: librariesOf(refOf(key)) } : {}),
  };
}

/** What is compiled into libvips; its own rasteriser of drawings is not loaded. */
function librariesOf(ref: string): Component[] {
  const { resvg: _, ...inside } = versions;
  return Object.entries(inside).map(([name, version]) => ({
    type: "library",
    "bom-ref": `${ref}#${name}`,
    name,
    version,
  }));
}

/** What belongs to no package: the encoder of AVIF, and what finds faces, people and objects. */
function filesOfOurOwn(): Component[] {
  return [
    fileComponent(libaom, "library"),
    ...models.map((model) => fileComponent(model, "machine-learning-model")),
  ];
}

function fileComponent(
  { name, version, licence, file }: typeof libaom,
  type: Component["type"],
): Component {
  const bytes = readFileSync(resolve(project, "src/render/engine", file));
  return {
    type,
    "bom-ref": `${type === "library" ? "library" : "model"}:${file}`,
    name,
    version,
    licenses: licensesOf(licence),
    hashes: [{ alg: "SHA-512", content: createHash("sha512").update(bytes).digest("hex") }],
  };
}

function licenseOf(key: string): string {
  const folder = key.split(/\/(?!(?<=@[^/]+\/)[^/]+)/).join("/node_modules/");
  const text = readFileSync(resolve(project, "node_modules", folder, "package.json"), "utf8");
  const { license } = JSON.parse(text) as { license?: string | { type: string } };
  return (typeof license === "string" ? license : license?.type) ?? "NOASSERTION";
}

function licensesOf(license: string): Licenses {
  return / (?:AND|OR|WITH) /.test(license)
    ? [{ expression: license }]
    : [{ license: { id: license } }];
}

/** A UUID that belongs to these bytes alone. */
function uuidOf(sha256: string): string {
  const hex = createHash("sha256").update(`bill of ${sha256}`).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
