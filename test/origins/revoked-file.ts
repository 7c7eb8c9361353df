import { chmodSync } from "node:fs";
import { join } from "node:path";
import { localFolder } from "../../src/origins/local-folder/origin.ts";
import type { Fetched } from "../../src/origins/origin.ts";

// Asks whether a file has changed, takes the permission to read it away, and asks once more, and for the file.
const [path = "", name = ""] = process.argv.slice(2);
const folder = localFolder({ id: "1", name: "folder", path });
const ask = (known?: { etag?: string }) =>
  folder.fetch({ path: name, rawPath: name }, new AbortController().signal, known);
const { etag = "" } = (await ask()) as Fetched;
const answers: unknown[] = [await ask({ etag })];
chmodSync(join(path, name), 0);
for (const known of [{ etag }, undefined]) answers.push(await ask(known).catch(({ code }) => code));
console.log(answers.join(" "));
