import { Failure } from "../../failure.ts";
import type { OriginRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import type { OriginView } from "./origins.ts";

/** Of the folder that the server was started with, which the default endpoint asks first. */
const id = "folder";

/** It as an origin; undefined without one, or where an imported origin is called so. */
export function servedFolder(store: Store, path: string | undefined): OriginRecord | undefined {
  if (path === undefined || store.origins().some((origin) => origin.id === id)) return undefined;
  return { id, name: "folder", type: "LOCAL_FOLDER", settings: { path }, secrets: {} };
}

/** Marked, for it cannot be changed here. */
export function servedView({ id, name, type, settings }: OriginRecord): OriginView {
  return { id, name, type, ...settings, served: true };
}

/** ECONFLICT for the folder that the server was started with. */
export function refuseServed(store: Store, path: string | undefined, asked: string): void {
  if (asked !== id || !servedFolder(store, path)) return;
  throw new Failure(
    "ECONFLICT",
    "The server was started with this folder: it is changed where the server is started, not here",
  );
}
