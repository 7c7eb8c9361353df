import { Elysia } from "elysia";
import { type ApiServices, createApi } from "../api/api.ts";
import { apiFailure } from "../api/failure.ts";
import { asFailure, Failure } from "../failure.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Pool } from "../render/pool/pool.ts";
import { createDashboard } from "./dashboard.ts";
import { createPictures, type PictureServices } from "./images.ts";
import { failureResponse } from "./responses.ts";
import { isBelow } from "./target.ts";

export interface AppServices extends ApiServices, PictureServices {
  /** Whether `/_/` is only at an address of its own. */
  apart: boolean;
  pool: Pick<Pool, "ready">;
  metrics: Metrics;
}

/**
 * The whole HTTP surface: `/_/` is ours and has a router, everything else is a picture's URL, for
 * which a router could do nothing but take time.
 */
export function createApp(services: AppServices) {
  const { pool, metrics, recent, access } = services;
  let ready = false;
  pool.ready().then(() => {
    ready = true;
  });

  // The router looks for the path behind eleven characters otherwise, which `http://nas/` has not.
  const ours = new Elysia({ name: "tintype", handler: { standardHostname: false } })
    .get("/_/health", () => new Response("ok\n"))
    .get(
      "/_/ready",
      () => new Response(ready ? "ready\n" : "warming up\n", { status: ready ? 200 : 503 }),
    )
    .get("/_/metrics", async () => {
      return new Response(await metrics.text(), {
        headers: { "Content-Type": metrics.contentType },
      });
    })
    .use(createApi(services))
    .use(createDashboard())
    .all("/*", ({ request }) => nothing(request));

  const pictures = createPictures(services);

  async function manage(request: Request, client: string): Promise<Response> {
    if (isBelow("/_/api/", request.url)) {
      try {
        access.admit(request, client);
      } catch (error) {
        return apiFailure(asFailure(error), request);
      }
    }
    const response = await ours.fetch(request);
    // A change takes effect at once, whatever it was; who may change nothing clears nothing.
    if (request.method !== "GET" && response.ok) recent.clear();
    return response;
  }

  return {
    give: pictures.give,

    /**
     * Where the images are.
     * @param client whom the request is counted for
     */
    answer(request: Request, client: string): Response | Promise<Response> {
      if (!isBelow("/_/", request.url)) return pictures.answer(request, client);
      return services.apart ? nothing(request) : manage(request, client);
    },

    /** At an address of its own: images too, for the dashboard shows them. */
    answerAdmin: (request: Request, client: string): Response | Promise<Response> =>
      isBelow("/_/", request.url) ? manage(request, client) : pictures.answer(request, client),
  };
}

function nothing(request: Request): Response {
  return failureResponse(request, new Failure("ENOENT", "Nothing is here"));
}
