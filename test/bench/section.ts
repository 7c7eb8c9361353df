import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "..", "..", "docs");

/** A document with this section in place of the one of the same heading, or at its end. */
export function withSection(document: string, section: string): string {
  const [heading = ""] = section.split("\n");
  const from = `${document}\n`.indexOf(`${heading}\n`);
  if (from < 0) return `${document.trimEnd()}\n\n${section.trimEnd()}\n`;
  const to = document.indexOf("\n## ", from + heading.length);
  const rest = to < 0 ? "" : document.slice(to);
  return `${document.slice(0, from)}${section.trimEnd()}\n${rest}`;
}

/** Writes a section of `docs/benchmarks.md`, and its plots by the names of their files. */
export function writeSection(section: string, plots: Readonly<Record<string, string>>): void {
  const document = join(docs, "benchmarks.md");
  writeFileSync(document, withSection(readFileSync(document, "utf8"), section));
  mkdirSync(join(docs, "images"), { recursive: true });
  for (const [name, plot] of Object.entries(plots)) {
    writeFileSync(join(docs, "images", name), plot);
  }
}
