import { Elysia } from "elysia";
import { type ApiServices, createApi } from "../api/api.ts";
import { apiFailure } from "../api/failure.ts";
import { isDrawing, isHarmless } from "../delivery/media-type.ts";
import { asFailure, Failure } from "../failure.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Handler } from "../runtime/listening.ts";
import type { ClientOf } from "./client.ts";
import { createDashboard } from "./dashboard.ts";
import { createImages, type ImageServices } from "./images.ts";
import { failureResponse } from "./responses.ts";
import { faultOf, isBelow, pathOf, withAbsoluteUrl } from "./target.ts";

interface AppServices extends ApiServices, ImageServices {
  /** Whether `/_/` is at the images' address. */
  adminPublic: boolean;
  clientOf: ClientOf;
  pool: Pick<Pool, "ready">;
  metrics: Metrics;
}

/**
 * The whole HTTP surface: `/_/` is ours and has a router, everything else is an image's URL, for
 * which a router could do nothing but take time.
 */
export function createApp(services: AppServices) {
  const { pool, metrics, answers, access, clientOf } = services;
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

  /** Both tell monitors and balancers about the images, so they are where the images are. */
  const open = ["/_/health", "/_/ready"];

  /** @param reserved whether `/_/` is at this address, and whether nothing but previews is beside it */
  function handlerOf(reserved: "none" | "beside" | "alone"): Handler {
    return (request, peer, segments) => {
      const client = clientOf(peer, request.headers);
      const fault = faultOf(request, segments);
      if (fault) return images.refuse(request, client, fault);
      if (!isBelow("/_/", request.url)) {
        if (pathOf(request.url) === "/" && leadsToDashboard(reserved, request)) return dashboard();
        const answer = images.answer(request, client);
        return reserved === "alone" ? preview(request, answer) : answer;
      }
      const isHere = reserved !== "none" || open.includes(pathOf(request.url));
      return isHere ? manage(withAbsoluteUrl(request), client) : nothing(request);
    };
  }

  /** For a browser at the address of a server without origins, or of the dashboard alone. */
  function leadsToDashboard(reserved: "none" | "beside" | "alone", { method, headers }: Request) {
    const isPage = method === "GET" && headers.get("accept")?.includes("text/html") === true;
    return isPage && (reserved === "alone" || (reserved === "beside" && isEmpty()));
  }

  function isEmpty(): boolean {
    return services.folder === undefined && services.store.origins().length === 0;
  }

  return {
    answer: handlerOf(services.adminPublic ? "beside" : "none"),
    answerAdmin: handlerOf("alone"),
  };
}

/**
 * Where the management surface is, of what others write only what cannot run is shown, for the
 * dashboard's previews: its policy keeps even that from belonging to this address.
 */
async function preview(request: Request, answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  const type = response.headers.get("content-type") ?? "";
  const isShown = !response.ok || isHarmless(type) || isDrawing(type);
  return isShown ? response : nothing(request);
}

/** Not for ever: the first origin ends it. */
function dashboard(): Response {
  return new Response(null, {
    status: 302,
    headers: { Location: "/_/", "Cache-Control": "no-store", Vary: "Accept" },
  });
}

function nothing(request: Request): Response {
  return failureResponse(request, new Failure("ENOENT", "Nothing is here"));
}
