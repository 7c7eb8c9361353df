import type { Asked, Delivery } from "../delivery/delivery.ts";
import { type ConfigSnapshot, readRoute } from "../delivery/request.ts";
import { asFailure, Failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { respond, sentOf } from "./answer.ts";
import { createHot, type HotServices } from "./fast-path/hot.ts";
import { failureResponse, optionsResponse } from "./responses.ts";
import { targetOf } from "./target.ts";

export interface PictureServices extends HotServices {
  deliver(asked: Asked): Promise<Delivery>;
  snapshot(): Promise<ConfigSnapshot>;
  log: Log;
}

/** Answers requests for pictures, each with a line in the log. */
export function createPictures(services: PictureServices) {
  const { deliver, recent, journal, log } = services;
  const hot = createHot(services);

  return {
    give: hot.give,
    /** @param client whom the request is counted for */
    answer: (request: Request, client: string): Response | Promise<Response> =>
      hot.again(request, client) ?? cold(request, client),
  };

  async function cold(request: Request, client: string): Promise<Response> {
    const start = performance.now();
    const { method, url, headers, signal } = request;
    const id = journal.nextId(headers.get("x-request-id"));
    const epoch = recent.cacheEpoch();
    let delivery: Delivery | undefined;
    let code: string | undefined;
    let response: Response;
    try {
      switch (method) {
        case "GET":
        case "HEAD": {
          delivery = await deliver({ url, headers, client, signal });
          if (delivery.answer.until > Date.now()) recent.keep(request, delivery.answer, epoch);
          response = respond(request, delivery.answer, { ...delivery, id });
          break;
        }
        case "OPTIONS": {
          const { corsOrigins } = readRoute(url, await services.snapshot());
          response = optionsResponse(headers.get("origin"), corsOrigins);
          break;
        }
        default:
          throw new Failure("EMETHOD", "Pictures are read with GET and HEAD");
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.status >= 500)
        log.warn(failure.message, { id, code: failure.code, cause: failure.cause });
      code = failure.code;
      response = failureResponse(request, failure, id);
    }
    const sent = delivery
      ? sentOf(request, delivery.answer, response)
      : { status: response.status, bytes: 0 };
    journal.served({
      time: Date.now(),
      id,
      client,
      method,
      target: targetOf(url),
      ...sent,
      code,
      cache: delivery?.cache,
      origin: delivery?.answer.entry.meta.origin,
      milliseconds: performance.now() - start,
      stages: delivery?.timings ?? {},
    });
    return response;
  }
}
