import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../failure.ts";
import type { Bucket, ScannedObject } from "../../origins/bucket.ts";
import { findBackupCopy } from "../../origins/cloudinary-backup/folder-layout.ts";
import { type Mount, mountPrefix, readMount } from "../../origins/cloudinary-backup/search.ts";
import { localFolder } from "../../origins/local-folder/origin.ts";
import { settingsOf, typeOf } from "../../origins/open.ts";
import type { OriginRecord } from "../../store/records.ts";

/** What is exported. */
export interface ExportSource {
  bucket: Bucket;
  /** All of it; nothing of a folder comes after something else. */
  objects: AsyncIterable<ScannedObject>;
  /** What the keys of its originals begin with. */
  prefix: string;
  /** Where assets are folders of versions, as Cloudinary backs them up. */
  mount?: Mount | undefined;
}

/** The bucket of an origin. ENOTSUP for an origin that has none. */
export async function sourceOfOrigin(origin: OriginRecord): Promise<ExportSource> {
  const settings = settingsOf(origin);
  const access = typeOf(origin).bucket;
  if (!access) {
    throw new Failure("ENOTSUP", `An origin of the type ${origin.type} cannot be listed`);
  }
  return {
    bucket: await access.open(settings),
    objects: await access.scan(settings, new AbortController().signal),
    prefix: access.prefix(settings),
    mount: access.mount?.(settings),
  };
}

/** A copy of a backup bucket on this machine; undefined for any other folder. */
export async function sourceOfCopy(path: string): Promise<ExportSource | undefined> {
  const folder = localFolder({ id: "copy", name: "copy", path });
  const found = await findBackupCopy(path, (file, signal, known) =>
    folder.fetch({ path: file, rawPath: file }, signal, known),
  );
  if (!found) return undefined;
  const mount = readMount(found.prefix);
  const objects = filesBelow(path, found.root);
  return { bucket: found.bucket, objects, prefix: mountPrefix(mount), mount };
}

/** Hidden files are not served, and are not exported either. */
async function* filesBelow(folder: string, prefix: string): AsyncGenerator<ScannedObject> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Map(entries.map((entry) => [entry.name, entry]));
  for (const name of [...names.keys()].filter((each) => !each.startsWith(".")).sort()) {
    const entry = names.get(name);
    const path = join(folder, name);
    if (entry?.isDirectory()) yield* filesBelow(path, `${prefix}${name}/`);
    if (!entry?.isFile()) continue;
    const { size, mtimeMs } = await stat(path);
    yield { key: prefix + name, bytes: size, modified: mtimeMs };
  }
}
