import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { diagnose } from "../origins/diagnose.ts";
import type { OriginTypeName } from "../origins/registry.ts";
import type { Store } from "../store/store.ts";
import { browseSchema, createBrowser } from "./resources/browse.ts";
import { testOrigin } from "./resources/origin-test.ts";
import {
  checkMachine,
  createOrigin,
  deleteOrigin,
  duplicateOrigin,
  duplicateSchema,
  findOrigin,
  listOrigins,
  originSchema,
  readOrigin,
  replaceOrigin,
} from "./resources/origins.ts";
import { refuseServed, servedFolder, servedView } from "./resources/served-folder.ts";
import { asking, readQuery, type StoreOf, said, taking } from "./route.ts";

/** An origin's JSON as clients are told of it; which fields there are depends on its type. */
const body = Type.Unsafe<{ type: OriginTypeName; name: string } & Record<string, unknown>>(
  originSchema,
);
const tested = Type.Unsafe<Record<string, unknown>>(originSchema);
const copy = Type.Unsafe<{ name: string } & Record<string, unknown>>(duplicateSchema);

/** @param folder that the server was started with: an origin that can be read and not changed */
export function originsApi(storeOf: StoreOf, folder: string | undefined) {
  const browse = createBrowser();
  /** The folder, if it is what is asked for. */
  const servedAs = (store: Store, asked: string) => {
    const served = servedFolder(store, folder);
    return served?.id === asked ? served : undefined;
  };
  return new Elysia({ prefix: "/v1/accounts/origins" })
    .get(
      "",
      ({ request }) => {
        const store = storeOf(request);
        const served = servedFolder(store, folder);
        return [...(served ? [servedView(served)] : []), ...listOrigins(store)];
      },
      said("List origins; first the folder that the server was started with, as `served`"),
    )
    .get(
      "/:id",
      ({ request, params }) => {
        const store = storeOf(request);
        const served = servedAs(store, params.id);
        return served ? servedView(served) : readOrigin(store, params.id);
      },
      said("Read an origin"),
    )
    .post(
      "",
      async ({ request, body, set }) => {
        await checkMachine(body);
        set.status = 201;
        return createOrigin(storeOf(request), body);
      },
      taking("Add an origin; the first one is attached to the default endpoint", body),
    )
    .post(
      "/test",
      async ({ request, body }) => {
        const store = storeOf(request);
        const served = servedAs(store, String(body?.id));
        return served ? diagnose(served) : testOrigin(store, body);
      },
      taking("Try an origin before it is saved, or one that is, by `{id}`", tested),
    )
    .put(
      "/:id",
      async ({ request, params, body }) => {
        const store = storeOf(request);
        refuseServed(store, folder, params.id);
        await checkMachine(body);
        return replaceOrigin(store, params.id, body);
      },
      taking("Replace an origin; secrets that are left out stay", body),
    )
    .delete(
      "/:id",
      ({ request, params }) => {
        const store = storeOf(request);
        refuseServed(store, folder, params.id);
        deleteOrigin(store, params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete an origin that no URL endpoint uses"),
    )
    .post(
      "/:id/duplicate",
      async ({ request, params, body, set }) => {
        const store = storeOf(request);
        refuseServed(store, folder, params.id);
        await checkMachine(body, findOrigin(store, params.id));
        set.status = 201;
        return duplicateOrigin(store, params.id, body);
      },
      taking("Add an origin like another, secrets included", copy),
    )
    .get(
      "/:id/browse",
      ({ request, params, query }) => {
        const store = storeOf(request);
        const record = servedAs(store, params.id) ?? findOrigin(store, params.id);
        return browse(record, readQuery(browseSchema, query));
      },
      asking("List a folder of an origin", browseSchema),
    );
}
