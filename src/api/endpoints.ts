import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import {
  createEndpoint,
  deleteEndpoint,
  endpointSchema,
  listEndpoints,
  readEndpoint,
  replaceEndpoint,
} from "./resources/endpoints.ts";
import { type StoreOf, said, taking } from "./route.ts";

const body = Type.Unsafe<{ description: string } & Record<string, unknown>>(endpointSchema);

export function endpointsApi(storeOf: StoreOf) {
  return new Elysia({ prefix: "/v1/accounts/url-endpoints" })
    .get("", ({ request }) => listEndpoints(storeOf(request)), said("List URL endpoints"))
    .get(
      "/:id",
      ({ request, params }) => readEndpoint(storeOf(request), params.id),
      said("Read a URL endpoint"),
    )
    .post(
      "",
      ({ request, body, set }) => {
        set.status = 201;
        return createEndpoint(storeOf(request), body);
      },
      taking("Add a URL endpoint", body),
    )
    .put(
      "/:id",
      ({ request, params, body }) => replaceEndpoint(storeOf(request), params.id, body),
      taking("Replace a URL endpoint", body),
    )
    .delete(
      "/:id",
      ({ request, params }) => {
        deleteEndpoint(storeOf(request), params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete a URL endpoint, except the default one"),
    );
}
