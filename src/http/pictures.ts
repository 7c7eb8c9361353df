import type { DiskCache } from "../cache/disk.ts";
import type { MemoryCache } from "../cache/memory.ts";
import { asFailure, Failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { type Answer, type CacheResult, respond } from "./answer.ts";
import type { Asked, Delivery } from "./delivery.ts";
import type { Journal } from "./journal.ts";
import type { Recent } from "./recent.ts";
import { failureResponse, optionsResponse } from "./responses.ts";
import { readRoute, type Surroundings } from "./wish.ts";

export interface PictureServices {
  deliver(asked: Asked): Promise<Delivery>;
  surroundings(): Promise<Surroundings>;
  disk: DiskCache;
  memory: MemoryCache;
  recent: Recent;
  journal: Journal;
  log: Log;
}

/** How often the disk cache hears that an answer is in use, in milliseconds. */
const touchInterval = 60_000;

/** Answers requests for pictures: from memory where it can, and always with a line in the log. */
export function createPictures(services: PictureServices) {
  const { deliver, disk, memory, recent, journal, log } = services;
  const touched = new WeakMap<Answer, number>();

  disk.onDrop((key) => {
    recent.forget(key);
    memory.forget(key);
  });

  /** @param client whom the request is counted for */
  return async function pictures(request: Request, client: string): Promise<Response> {
    const start = performance.now();
    const id = journal.nextId(request.headers.get("x-request-id"));
    let answer = isRead(request) ? recent.find(request) : undefined;
    let cache: CacheResult | undefined;
    let timings: Record<string, number> = {};
    let code: string | undefined;
    let response: Response;
    try {
      if (answer) {
        const body = bodyOf(answer);
        cache = body ? "memory" : "disk";
        response = respond(request, answer, { cache, timings, id, body });
      } else if (isRead(request)) {
        const { url, headers, signal } = request;
        ({ answer, cache, timings } = await deliver({ url, headers, client, signal }));
        if (answer.until > Date.now()) recent.keep(request, answer);
        response = respond(request, answer, { cache, timings, id });
      } else if (request.method === "OPTIONS") {
        const { corsOrigins } = readRoute(request.url, await services.surroundings());
        response = optionsResponse(request.headers.get("origin"), corsOrigins);
      } else {
        throw new Failure("EMETHOD", "Pictures are read with GET and HEAD");
      }
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.status >= 500)
        log.warn(failure.message, { id, code: failure.code, cause: failure.cause });
      code = failure.code;
      response = failureResponse(request, failure, id);
    }
    journal.served({
      ...{
        id,
        client,
        method: request.method,
        target: targetOf(request.url),
        status: response.status,
      },
      ...{ cache, origin: answer?.entry.meta.origin, stages: timings, code },
      bytes: Number(response.headers.get("content-length") ?? 0),
      milliseconds: performance.now() - start,
    });
    return response;
  };

  /** The bytes when they are in memory; the next ones who ask may find them there. */
  function bodyOf(answer: Answer): Uint8Array<ArrayBuffer> | undefined {
    const { key, file, bytes } = answer.entry;
    const now = Date.now();
    if (now - (touched.get(answer) ?? 0) > touchInterval) {
      touched.set(answer, now);
      disk.touch(key);
    }
    const body = memory.get(key);
    if (!body) memory.offer(key, file, bytes);
    return body;
  }
}

/** Path and query, behind the scheme and the host. */
function targetOf(url: string): string {
  return url.slice(url.indexOf("/", url.indexOf("//") + 2));
}

function isRead({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}
