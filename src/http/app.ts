import { Elysia } from "elysia";
import { type ApiServices, createApi } from "../api/api.ts";
import { apiFailure } from "../api/failure.ts";
import { asFailure, Failure } from "../failure.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Handler } from "../runtime/runtime.ts";
import { clientOf } from "./client.ts";
import { createDashboard } from "./dashboard.ts";
import { createImages, type ImageServices } from "./images.ts";
import { failureResponse } from "./responses.ts";
import { faultOf, isBelow, withAbsoluteUrl } from "./target.ts";

export interface AppServices extends ApiServices, ImageServices {
  /** Whether `/_/` is only at an address of its own. */
  apart: boolean;
  pool: Pick<Pool, "ready">;
  metrics: Metrics;
}

/**
 * The whole HTTP surface: `/_/` is ours and has a router, everything else is an image's URL, for
 * which a router could do nothing but take time.
 */
export function createApp(services: AppServices) {
  const { pool, metrics, answers, access } = services;
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

  const images = createImages(services);

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
    if (request.method !== "GET" && response.ok) answers.clear();
    return response;
  }

  /** @param hasReserved whether `/_/` is at this address */
  function handlerOf(hasReserved: boolean): Handler {
    return (request, peer, segments) => {
      const client = clientOf(peer, request.headers.get("x-forwarded-for"));
      const fault = faultOf(request, segments);
      if (fault) return images.refuse(request, client, fault);
      if (!isBelow("/_/", request.url)) return images.answer(request, client);
      return hasReserved ? manage(withAbsoluteUrl(request), client) : nothing(request);
    };
  }

  return { answer: handlerOf(!services.apart), answerAdmin: handlerOf(true) };
}

function nothing(request: Request): Response {
  return failureResponse(request, new Failure("ENOENT", "Nothing is here"));
}
