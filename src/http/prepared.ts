import { readFileSync } from "node:fs";
import type { DiskCache } from "../cache/disk.ts";
import { fileBytes } from "../cache/files.ts";
import type { MemoryCache } from "../cache/memory.ts";
import type { Answer } from "../delivery/answer.ts";
import type { AccessLog, FixedFields } from "../observe/access-log.ts";
import { fileBody } from "../runtime/runtime.ts";
import { cacheHeaders, isKnown, partWanted, readAtOnceBytes } from "./answer.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { targetOf } from "./target.ts";

export interface PreparedServices {
  disk: Pick<DiskCache, "touch" | "onDrop">;
  memory: MemoryCache;
  answers: AnswerCache;
  /** Clears `answers` when another process has changed a setting. */
  noticeChanges(now: number): void;
  accessLog: AccessLog;
  /** Requests whose answers are not sent yet. */
  pendingRequests(): number;
}

/** An answer with everything that is the same for each client that asks for it. */
interface PreparedAnswer {
  cache: "memory" | "disk";
  /** Kept: before each use the request's id is set on them. */
  headers: Headers;
  unchanged: Headers;
  fields: FixedFields;
  /** The fields as the log writes them. */
  text: string;
  /** Milliseconds since 1970 when it was prepared, and the caches heard that it is in use. */
  preparedAt: number;
}

/** How long an answer stays prepared, and how often the caches hear of its use, in milliseconds. */
const preparedForMilliseconds = 1_000;

/**
 * Answers the same request again: without parsing the URL and without the index of the disk cache,
 * from memory where the bytes are there. What is done here is done for every hit, so what can be
 * worked out once is.
 */
export function createPrepared(services: PreparedServices) {
  const { disk, memory, answers, noticeChanges, accessLog, pendingRequests } = services;
  const prepared = new WeakMap<Answer, PreparedAnswer>();

  disk.onDrop((key) => {
    answers.forget(key);
    memory.forget(key);
  });

  return {
    /** Undefined when the request has no remembered answer. */
    tryServe(request: Request, client: string): Response | undefined {
      if (request.method !== "GET" && request.method !== "HEAD") return undefined;
      const now = Date.now();
      noticeChanges(now);
      const answer = answers.find(request, now);
      if (!answer) return undefined;
      try {
        return serve(request, answer, client, now);
      } catch {
        // The file was deleted from outside: the index of the disk cache will find out.
        answers.forget(answer.entry.key);
        return undefined;
      }
    },
  };

  function serve(request: Request, answer: Answer, client: string, time: number): Response {
    const { entry } = answer;
    const bytes = memory.get(entry.key);
    const { headers, unchanged, fields, text } = preparedFor(request.url, answer, bytes, time);
    const { method } = request;
    const id = accessLog.nextId(request.headers.get("x-request-id"));
    const log = (status: number, sent: number) =>
      accessLog.served({ ...fields, time, id, client, method, status, bytes: sent });

    if (isKnown(request.headers, answer)) {
      unchanged.set("X-Request-Id", id);
      const response = new Response(null, { status: 304, headers: unchanged });
      log(304, 0);
      return response;
    }
    headers.set("X-Request-Id", id);
    if (method === "HEAD") {
      log(200, 0);
      return new Response(null, { headers });
    }
    if (request.headers.get("range") !== null) {
      // The runtime answers `Range` and `If-Range`, but only from a file.
      checkFile(answer);
      const part = partWanted(request.headers, answer);
      log(part.status, part.bytes);
      return new Response(fileBody(entry.file), { headers });
    }
    const response = new Response(bodyOf(answer, bytes), { headers });
    accessLog.served({ ...fields, time, id, client, text });
    return response;
  }

  /** Small files are read at once, which is quicker than to have the system send them. */
  function bodyOf({ entry: { file, bytes } }: Answer, inMemory: Blob | undefined): BodyInit {
    // Clients that read slowly keep their bodies in memory: all of them together stay below its bound.
    if (inMemory && (bytes <= readAtOnceBytes || pendingRequests() * bytes <= memory.maxBytes)) {
      return inMemory;
    }
    if (bytes > readAtOnceBytes) return fileBody(file);
    const body = readFileSync(file);
    if (body.length !== bytes) throw new Error("The file is cut");
    return body;
  }

  function preparedFor(
    url: string,
    answer: Answer,
    inMemory: Blob | undefined,
    now: number,
  ): PreparedAnswer {
    const cache = inMemory ? "memory" : "disk";
    const present = prepared.get(answer);
    const age = present ? now - present.preparedAt : Number.POSITIVE_INFINITY;
    // A clock that was put back makes the age negative.
    if (present?.cache === cache && age >= 0 && age < preparedForMilliseconds) return present;
    const { key, file, bytes, meta } = answer.entry;
    disk.touch(key);
    answers.touch(url);
    if (!inMemory) {
      checkFile(answer);
      memory.offer(key, file, bytes);
    }
    // They are sent for that long.
    const cacheControl = answer.cacheControl(now + preparedForMilliseconds);
    const headersWith = (of: Readonly<Record<string, string>>) =>
      new Headers({ ...of, ...cacheHeaders(cache), "Cache-Control": cacheControl });
    const fields: FixedFields = {
      method: "GET",
      target: targetOf(url),
      status: 200,
      cache,
      origin: meta.origin,
      bytes,
      milliseconds: 0,
      stages: {},
    };
    const made: PreparedAnswer = {
      cache,
      headers: headersWith(answer.bodyHeaders),
      unchanged: headersWith(answer.headers),
      fields,
      text: accessLog.textOf(fields),
      preparedAt: now,
    };
    prepared.set(answer, made);
    return made;
  }
}

/** Throws when the file is not there: the runtime finds out too late for anything better than 500. */
function checkFile({ entry: { file, bytes } }: Answer): void {
  if (fileBytes(file) !== bytes) throw new Error("The file is gone from the cache");
}
