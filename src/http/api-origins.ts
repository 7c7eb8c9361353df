import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { browseSchema, createBrowser } from "../management/browse.ts";
import { testOrigin } from "../management/origin-test.ts";
import {
  createOrigin,
  deleteOrigin,
  duplicateOrigin,
  duplicateSchema,
  findOrigin,
  listOrigins,
  originSchema,
  readOrigin,
  replaceOrigin,
} from "../management/origins.ts";
import type { OriginType } from "../origins/types.ts";
import type { StoreOf } from "./api.ts";
import { asking, readQuery, said, taking } from "./api-route.ts";

/** An origin's JSON as clients are told of it; which fields there are depends on its type. */
const body = Type.Unsafe<{ type: OriginType; name: string } & Record<string, unknown>>(
  originSchema,
);
const trial = Type.Unsafe<Record<string, unknown>>(originSchema);
const copy = Type.Unsafe<{ name: string } & Record<string, unknown>>(duplicateSchema);

export function originsApi(storeOf: StoreOf) {
  const browse = createBrowser();
  return new Elysia({ prefix: "/v1/accounts/origins" })
    .get("", ({ request }) => listOrigins(storeOf(request)), said("List origins"))
    .get(
      "/:id",
      ({ request, params }) => readOrigin(storeOf(request), params.id),
      said("Read an origin"),
    )
    .post(
      "",
      ({ request, body, set }) => {
        set.status = 201;
        return createOrigin(storeOf(request), body);
      },
      taking("Add an origin; the first one is attached to the default endpoint", body),
    )
    .post(
      "/test",
      ({ request, body }) => testOrigin(storeOf(request), body),
      taking("Try an origin before it is saved, or one that is, by `{id}`", trial),
    )
    .put(
      "/:id",
      ({ request, params, body }) => replaceOrigin(storeOf(request), params.id, body),
      taking("Replace an origin; secrets that are left out stay", body),
    )
    .delete(
      "/:id",
      ({ request, params }) => {
        deleteOrigin(storeOf(request), params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete an origin that no URL endpoint uses"),
    )
    .post(
      "/:id/duplicate",
      ({ request, params, body, set }) => {
        set.status = 201;
        return duplicateOrigin(storeOf(request), params.id, body);
      },
      taking("Add an origin like another, secrets included", copy),
    )
    .get(
      "/:id/browse",
      ({ request, params, query }) => {
        const record = findOrigin(storeOf(request), params.id);
        return browse(record, readQuery(browseSchema, query));
      },
      asking("List a folder of an origin", browseSchema),
    );
}
