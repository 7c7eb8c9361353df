import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import {
  createNamed,
  deleteNamed,
  listNamed,
  namedSchema,
  readNamed,
  updateNamed,
} from "./resources/named.ts";
import { type StoreOf, said, taking } from "./route.ts";

export function namedApi(storeOf: StoreOf) {
  return new Elysia({ prefix: "/v1/named-transformations" })
    .get("", ({ request }) => listNamed(storeOf(request)), said("List named transformations"))
    .get(
      "/:id",
      ({ request, params }) => readNamed(storeOf(request), params.id),
      said("Read a named transformation"),
    )
    .post(
      "",
      ({ request, body, set }) => {
        set.status = 201;
        return createNamed(storeOf(request), body);
      },
      taking("Add a named transformation", namedSchema),
    )
    .patch(
      "/:id",
      ({ request, params, body }) => updateNamed(storeOf(request), params.id, body),
      taking("Change the given fields of a named transformation", Type.Partial(namedSchema)),
    )
    .delete(
      "/:id",
      ({ request, params }) => {
        deleteNamed(storeOf(request), params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete a named transformation"),
    );
}
