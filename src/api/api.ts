import { openapi } from "@elysiajs/openapi";
import { Elysia } from "elysia";
import program from "../../package.json" with { type: "json" };
import { asFailure, Failure } from "../failure.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { Access } from "./access.ts";
import { endpointsApi } from "./endpoints.ts";
import { apiFailure } from "./failure.ts";
import { type FileServices, filesApi } from "./files.ts";
import { type InsightServices, insightApi } from "./insight.ts";
import { namedApi } from "./named.ts";
import { originsApi } from "./origins.ts";
import { type PrepareServices, prepareApi } from "./prepare.ts";
import { sessionApi } from "./session.ts";
import { type UrlServices, urlsApi } from "./urls.ts";
import { type VideoJobServices, videoJobsApi } from "./video-jobs.ts";

export interface ApiServices
  extends FileServices,
    InsightServices,
    PrepareServices,
    UrlServices,
    VideoJobServices {
  store: Store;
  access: Access;
  log: Log;
  /** That the server was started with. */
  folder: string | undefined;
}

/** The management API as its typed client knows it. */
export type Api = ReturnType<typeof createApi>;

/** The management API in ImageKit's shapes, and what the dashboard needs; every change takes effect at once. */
export function createApi(services: ApiServices) {
  const { access, store, log } = services;
  const storeOf = (request: Request) => store.by(access.actorOf(request));
  return (
    new Elysia({ prefix: "/_/api" })
      .use(
        openapi({
          provider: null,
          specPath: "/openapi.json",
          // What the server answers beside is no API.
          exclude: { paths: [/^(?!\/_\/api\/)/, /\*$/] },
          documentation: {
            info: { title: "Tintype management API", version: program.version },
            components: { securitySchemes: { privateKey: { type: "http", scheme: "basic" } } },
            security: [{ privateKey: [] }],
          },
        }),
      )
      .onError(({ error, code, request }) => {
        const failure =
          code === "PARSE"
            ? new Failure("EINVAL", "Cannot read the request: expected JSON")
            : asFailure(error);
        if (failure.status >= 500) log.warn(failure.message, { cause: failure.cause });
        return apiFailure(failure, request);
      })
      // No cache may keep what is said of the server and its files.
      .onAfterHandle(({ set }) => {
        set.headers["cache-control"] = "no-store";
      })
      .use(sessionApi(access))
      .onBeforeHandle(({ request, path }) => {
        // Checked again for each route: a request may have come by another way than the app.
        if (path !== "/_/api/openapi.json") access.actorOf(request);
      })
      .use(originsApi(storeOf, services.folder))
      .use(endpointsApi(storeOf))
      .use(namedApi(storeOf))
      .use(filesApi(storeOf, services))
      .use(insightApi(storeOf, services))
      .use(videoJobsApi(services))
      .use(prepareApi(services))
      .use(urlsApi(services))
      .all("/*", () => {
        throw new Failure("ENOENT", "The management API has nothing at this address");
      })
  );
}
