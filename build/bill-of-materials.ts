import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import versions from "wasm-vips/versions" with { type: "json" };
import program from "../package.json" with { type: "json" };
import libaom from "../src/render/engine/av1/library.json" with { type: "json" };
import models from "../src/render/engine/models/models.json" with { type: "json" };
import { dependenciesOf, entryOf, keyIn, licenceOf, packagesInside, refOf } from "./packages.ts";

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
    licenses: licensesOf(licenceOf(type === "platform" ? "bun" : key)),
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
