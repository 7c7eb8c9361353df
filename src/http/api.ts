import { openapi } from "@elysiajs/openapi";
import type { TSchema } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { version } from "../../package.json";
import { asFailure, Failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { holdsKey } from "../management/access.ts";
import {
  createEndpoint,
  deleteEndpoint,
  endpointSchema,
  listEndpoints,
  readEndpoint,
  replaceEndpoint,
} from "../management/endpoints.ts";
import {
  createNamed,
  deleteNamed,
  listNamed,
  namedSchema,
  readNamed,
  updateNamed,
} from "../management/named.ts";
import { testOrigin } from "../management/origin-test.ts";
import {
  createOrigin,
  deleteOrigin,
  listOrigins,
  originSchema,
  readOrigin,
  replaceOrigin,
} from "../management/origins.ts";
import type { Description } from "../render/describe.ts";
import type { Store } from "../store/store.ts";
import { type Purges, purgeSchema } from "./purges.ts";

export interface ApiServices {
  /** Delivers a picture of this server and describes it. */
  describe(url: URL): Promise<Description>;
  purges: Purges;
  store: Store;
  /** Opens the API as the user name of HTTP Basic. */
  privateKey: string;
  log: Log;
}

/** Where people look further; `{message, help}` is the shape of ImageKit's errors. */
const help: Partial<Record<Failure["code"], string>> = {
  EAUTH: "Send the private key as the user name of HTTP Basic, with an empty password",
  EINVAL: "The fields of every request are in /_/api/openapi.json",
};

/** The management API in ImageKit's shapes; every change takes effect at once. */
export function createApi({ describe, purges, store, privateKey, log }: ApiServices) {
  return new Elysia({ prefix: "/_/api" })
    .use(
      openapi({
        provider: null,
        specPath: "/openapi.json",
        documentation: {
          info: { title: "Tintype management API", version },
          components: { securitySchemes: { privateKey: { type: "http", scheme: "basic" } } },
          security: [{ privateKey: [] }],
        },
      }),
    )
    .onError(({ error, code }) => {
      const failure =
        code === "PARSE"
          ? new Failure("EINVAL", "Cannot read the request: expected JSON")
          : asFailure(error);
      if (failure.status >= 500) log.warn(failure.message, { cause: failure.cause });
      const headers = failure.code === "EAUTH" ? { "WWW-Authenticate": "Basic" } : undefined;
      return Response.json(
        { message: failure.message, ...(help[failure.code] ? { help: help[failure.code] } : {}) },
        { status: failure.status, ...(headers ? { headers } : {}) },
      );
    })
    .onBeforeHandle(({ request, path }) => {
      if (path === "/_/api/openapi.json") return;
      if (holdsKey(request.headers.get("authorization"), privateKey)) return;
      throw new Failure("EAUTH", "The management API needs the private key");
    })

    .get("/v1/accounts/origins", () => listOrigins(store), said("List origins"))
    .get(
      "/v1/accounts/origins/:id",
      ({ params }) => readOrigin(store, params.id),
      said("Read an origin"),
    )
    .post(
      "/v1/accounts/origins",
      ({ body, set }) => {
        set.status = 201;
        return createOrigin(store, body);
      },
      said("Add an origin; the first one is attached to the default endpoint", originSchema),
    )
    .post(
      "/v1/accounts/origins/test",
      ({ body }) => testOrigin(store, body),
      said("Try an origin before it is saved, or one that is, by `{id}`", originSchema),
    )
    .put(
      "/v1/accounts/origins/:id",
      ({ params, body }) => replaceOrigin(store, params.id, body),
      said("Replace an origin; secrets that are left out stay", originSchema),
    )
    .delete(
      "/v1/accounts/origins/:id",
      ({ params }) => {
        deleteOrigin(store, params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete an origin that no URL endpoint uses"),
    )

    .get("/v1/accounts/url-endpoints", () => listEndpoints(store), said("List URL endpoints"))
    .get(
      "/v1/accounts/url-endpoints/:id",
      ({ params }) => readEndpoint(store, params.id),
      said("Read a URL endpoint"),
    )
    .post(
      "/v1/accounts/url-endpoints",
      ({ body, set }) => {
        set.status = 201;
        return createEndpoint(store, body);
      },
      said("Add a URL endpoint", endpointSchema),
    )
    .put(
      "/v1/accounts/url-endpoints/:id",
      ({ params, body }) => replaceEndpoint(store, params.id, body),
      said("Replace a URL endpoint", endpointSchema),
    )
    .delete(
      "/v1/accounts/url-endpoints/:id",
      ({ params }) => {
        deleteEndpoint(store, params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete a URL endpoint, except the default one"),
    )

    .get("/v1/named-transformations", () => listNamed(store), said("List named transformations"))
    .get(
      "/v1/named-transformations/:id",
      ({ params }) => readNamed(store, params.id),
      said("Read a named transformation"),
    )
    .post(
      "/v1/named-transformations",
      ({ body, set }) => {
        set.status = 201;
        return createNamed(store, body);
      },
      said("Add a named transformation", namedSchema),
    )
    .patch(
      "/v1/named-transformations/:id",
      ({ params, body }) => updateNamed(store, params.id, body),
      said("Change the given fields of a named transformation", namedSchema),
    )
    .delete(
      "/v1/named-transformations/:id",
      ({ params }) => {
        deleteNamed(store, params.id);
        return new Response(null, { status: 204 });
      },
      said("Delete a named transformation"),
    )

    .post(
      "/v1/files/purge",
      async ({ body, set }) => {
        set.status = 201;
        return purges.start(body);
      },
      said("Purge what is cached: a URL, all that begin like one, an original, …", purgeSchema),
    )
    .get(
      "/v1/files/purge/:id",
      ({ params }) => purges.status(params.id),
      said("Whether a purge is done"),
    )

    .get(
      "/v1/metadata",
      ({ query }) => describe(urlOf(query.url)),
      said("Describe a picture of this server: `?url=`, with or without a transformation"),
    )

    .all("/*", () => {
      throw new Failure("ENOENT", "The management API has nothing at this address");
    });
}

function urlOf(text: string | undefined): URL {
  const url = text === undefined ? undefined : URL.parse(text, "http://localhost/");
  if (url) return url;
  const got = text === undefined ? "nothing" : `\`${text.slice(0, 80)}\``;
  throw new Failure("EINVAL", `Cannot read \`url\`: expected a URL of this server, got ${got}`);
}

/** What OpenAPI says of a route. Bodies are checked by the functions that use them. */
function said(summary: string, body?: TSchema) {
  if (!body) return { detail: { summary } };
  const content = { "application/json": { schema: JSON.parse(JSON.stringify(body)) } };
  return { detail: { summary, requestBody: { required: true, content } }, parse: "json" as const };
}
