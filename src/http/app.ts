import { Elysia } from "elysia";
import { asFailure, Failure } from "../failure.ts";
import type { Pool } from "../render/pool.ts";
import { type ApiServices, createApi } from "./api.ts";
import { failureResponse, optionsResponse } from "./responses.ts";

export interface AppServices extends ApiServices {
  deliver(request: Request): Promise<Response>;
  pool: Pick<Pool, "ready">;
}

/** The whole HTTP surface: `/_/` is ours, everything else is a picture's URL. */
export function createApp({ deliver, pool, ...services }: AppServices) {
  const { log } = services;
  let ready = false;
  pool.ready().then(() => {
    ready = true;
  });

  async function answer(request: Request): Promise<Response> {
    try {
      switch (request.method) {
        case "GET":
        case "HEAD":
          return await deliver(request);
        case "OPTIONS":
          return optionsResponse();
        default:
          throw new Failure("EMETHOD", "Pictures are read with GET and HEAD");
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.status >= 500)
        log.warn(failure.message, { code: failure.code, cause: failure.cause });
      return failureResponse(request, failure);
    }
  }

  return new Elysia({ name: "tintype" })
    .get("/_/health", () => new Response("ok\n"))
    .get(
      "/_/ready",
      () => new Response(ready ? "ready\n" : "warming up\n", { status: ready ? 200 : 503 }),
    )
    .use(createApi(services))
    .all("/_/*", ({ request }) =>
      failureResponse(request, new Failure("ENOENT", "Nothing is here")),
    )
    .all("/*", ({ request }) => answer(request));
}
