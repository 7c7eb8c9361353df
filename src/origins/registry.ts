import { cloudinaryBackup } from "./cloudinary-backup/type.ts";
import { localFolder } from "./local-folder/type.ts";
import type { OriginType } from "./origin-type.ts";
import { s3, s3Compatible } from "./s3/type.ts";
import { webFolder, webProxy } from "./web/type.ts";

/** Every origin type, in the order in which lists name them. */
const all = [s3, s3Compatible, cloudinaryBackup, webFolder, webProxy, localFolder];

export type OriginTypeName = (typeof all)[number]["type"];

/**
 * Origin types by their names in the management API. The API, the command line, OpenAPI, the
 * dashboard and the documents read this table.
 */
export const originTypes: ReadonlyMap<string, OriginType> = new Map(
  all.map((type): [string, OriginType] => [type.type, type]),
);

/** Names of the types, as messages list them. */
export function typeNames(types: Iterable<OriginType> = originTypes.values()): string {
  return [...types].map(({ type }) => type).join(", ");
}

/** Whether a field of a type is write-only. */
export function isSecret({ schema }: OriginType, field: string): boolean {
  return schema.properties[field]?.writeOnly === true;
}
