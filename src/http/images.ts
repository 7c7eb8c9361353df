import type { Delivery, ReceivedRequest } from "../delivery/delivery.ts";
import { type ConfigSnapshot, readRoute } from "../delivery/request.ts";
import type { MakeNextSegment } from "../delivery/video/next-segment.ts";
import { asFailure, Failure, lacksDescriptors } from "../failure.ts";
import { networkOf } from "../ip-addresses.ts";
import type { Log } from "../log.ts";
import { respond, sentOf } from "./answer.ts";
import { createPrepared, type PreparedServices } from "./prepared.ts";
import { failureResponse, optionsResponse } from "./responses.ts";
import { absoluteUrl, targetOf } from "./target.ts";

export interface ImageServices extends PreparedServices {
  deliver(asked: ReceivedRequest): Promise<Delivery>;
  snapshot(): Promise<ConfigSnapshot>;
  makeNextSegment: MakeNextSegment;
  log: Log;
}

/** How often the log says that clients are turned away. */
const warnIntervalMilliseconds = 10_000;

/** Answers requests for images, each with a line in the log. */
export function createImages(services: ImageServices) {
  const { deliver, answers, accessLog, log } = services;
  const prepared = createPrepared(services);
  /** Milliseconds since 1970. */
  let warnedAt = 0;

  return {
    /** @param client whom the request is counted for */
    answer: (request: Request, client: string): Response | Promise<Response> =>
      prepared.tryServe(request, client) ?? deliverAnswer(request, client),
    /** The answer to a request whose target cannot be read, with a line in the log too. */
    refuse: deliverAnswer,
  };

  function warnOfDescriptors(): void {
    const now = Date.now();
    if (Math.abs(now - warnedAt) < warnIntervalMilliseconds) return;
    warnedAt = now;
    log.warn("Clients are turned away: too few files may be open, see ulimit -n");
  }

  async function deliverAnswer(
    request: Request,
    client: string,
    fault?: Failure,
  ): Promise<Response> {
    const start = performance.now();
    const { method, headers, signal } = request;
    const url = absoluteUrl(request.url);
    const id = accessLog.nextId(headers.get("x-request-id"));
    const epoch = answers.cacheEpoch();
    let delivery: Delivery | undefined;
    let code: string | undefined;
    let response: Response;
    let isLate = false;
    setImmediate(() => {
      isLate = true;
    });
    try {
      if (fault) throw fault;
      switch (method) {
        case "GET":
        case "HEAD": {
          const received = { url, headers, client: networkOf(client), signal };
          delivery = await deliver(received);
          if (delivery.answer.until > Date.now()) answers.keep(request, delivery.answer, epoch);
          response = respond(request, delivery.answer, { ...delivery, id, isLate });
          if (response.body !== null) services.makeNextSegment(received);
          break;
        }
        case "OPTIONS": {
          const { corsOrigins } = readRoute(url, await services.snapshot());
          response = optionsResponse(headers.get("origin"), corsOrigins);
          break;
        }
        default:
          throw new Failure("EMETHOD", "Images are read with GET and HEAD");
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      const isCrowded = lacksDescriptors(thrown);
      if (isCrowded) warnOfDescriptors();
      else if (failure.status >= 500)
        log.warn(failure.message, { id, code: failure.code, cause: failure.cause });
      code = failure.code;
      response = failureResponse(request, failure, id);
      // One connection less leaves room for what the others ask.
      if (isCrowded) response.headers.set("Connection", "close");
    }
    const sent = delivery
      ? sentOf(request, delivery.answer, response)
      : { status: response.status, bytes: 0 };
    accessLog.served({
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
