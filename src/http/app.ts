import { Elysia } from "elysia";
import { Failure } from "../failure.ts";
import type { Pool } from "../render/pool.ts";
import { type ApiServices, createApi } from "./api.ts";
import type { Metrics } from "./metrics.ts";
import { createPictures, type PictureServices } from "./pictures.ts";
import { failureResponse } from "./responses.ts";

export interface AppServices extends ApiServices, PictureServices {
  pool: Pick<Pool, "ready">;
  metrics: Metrics;
}

/**
 * The whole HTTP surface: `/_/` is ours and has a router, everything else is a picture's URL, for
 * which a router could do nothing but take time.
 */
export function createApp(services: AppServices) {
  const { pool, metrics, recent } = services;
  let ready = false;
  pool.ready().then(() => {
    ready = true;
  });

  const ours = new Elysia({ name: "tintype" })
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
    .all("/*", ({ request }) => failureResponse(request, new Failure("ENOENT", "Nothing is here")));

  const pictures = createPictures(services);

  /** @param client whom the request is counted for */
  return async function answer(request: Request, client: string): Promise<Response> {
    if (!isOurs(request.url)) return pictures(request, client);
    const response = await ours.fetch(request);
    // A change takes effect at once, whatever it was.
    if (request.method !== "GET") recent.clear();
    return response;
  };
}

/** Whether the path begins with `/_/`, behind the scheme and the host. */
function isOurs(url: string): boolean {
  return url.startsWith("/_/", url.indexOf("/", url.indexOf("//") + 2));
}
