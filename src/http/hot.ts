import type { DiskCache } from "../cache/disk.ts";
import { sizeOf } from "../cache/files.ts";
import type { MemoryCache } from "../cache/memory.ts";
import { type Answer, bodyOf, cacheHeaders, respond, sentOf } from "./answer.ts";
import type { Journal } from "./journal.ts";
import type { Recent } from "./recent.ts";
import { targetOf } from "./target.ts";

export interface HotServices {
  disk: DiskCache;
  memory: MemoryCache;
  recent: Recent;
  journal: Journal;
}

/** An answer made ready to be given whole, with the words that the log has for it. */
interface Ready {
  cache: "memory" | "disk";
  /** Given as copies, which share its body. */
  response?: Response;
  headers: Headers;
  line: Parameters<Journal["aboutOf"]>[0] & { about: string };
  /** Milliseconds since 1970 when the caches last heard that it is in use. */
  touched: number;
}

/** How often the caches hear that an answer is in use, in milliseconds. */
const touchInterval = 1_000;

/** Request headers that ask for less than the whole answer, or for an id of their own. */
const special = ["range", "if-none-match", "if-modified-since", "x-request-id"];

/**
 * Gives an answer again to who asks the same: without parsing and without the index of the disk
 * cache, from memory where the bytes are there. All that is done here is done for every hit, so
 * what can be worked out once is.
 */
export function createHot({ disk, memory, recent, journal }: HotServices) {
  const known = new WeakMap<Answer, Ready>();

  disk.onDrop((key) => {
    recent.forget(key);
    memory.forget(key);
  });
  // An answer made ready holds its bytes: it may not outlive them in memory, nor miss them there.
  memory.onChange((key) => {
    for (const answer of recent.madeOf(key)) known.delete(answer);
  });

  /** Undefined when there is nothing to give again. */
  return function hot(request: Request, client: string): Response | undefined {
    const { method, headers } = request;
    if (method !== "GET" && method !== "HEAD") return undefined;
    const answer = recent.find(request);
    if (!answer) return undefined;
    try {
      const ready = readyOf(request.url, answer);
      const simple = method === "GET" && special.every((name) => headers.get(name) === null);
      return simple ? whole(answer, ready, client) : part(request, answer, ready, client);
    } catch {
      // Somebody deleted the file: whoever looks it up in the index will find out.
      recent.forget(answer.entry.key);
      return undefined;
    }
  };

  function whole(answer: Answer, { response, headers, line }: Ready, client: string) {
    const given = response?.clone() ?? new Response(bodyOf(answer.entry), { headers });
    journal.served({ ...line, id: journal.nextId(null), client });
    return given;
  }

  function part(request: Request, answer: Answer, { cache, line }: Ready, client: string) {
    const id = journal.nextId(request.headers.get("x-request-id"));
    const body = memory.get(answer.entry.key);
    // A part is read from the file, wherever the whole is.
    if (request.headers.get("range") !== null) checkFile(answer);
    const response = respond(request, answer, { cache, timings: {}, id, body });
    const { status, bytes } = sentOf(request, answer, response);
    const { about: _, ...fields } = line;
    journal.served({ ...fields, method: request.method, status, bytes, id, client });
    return response;
  }

  function readyOf(url: string, answer: Answer): Ready {
    const present = known.get(answer);
    const now = Date.now();
    if (present && now - present.touched < touchInterval) return present;
    const { key, file, bytes } = answer.entry;
    disk.touch(key);
    recent.touch(url);
    const body = memory.get(key);
    if (!body) {
      checkFile(answer);
      memory.offer(key, file, bytes);
    }
    const cache = body ? "memory" : "disk";
    const headers = new Headers({
      ...answer.bodyHeaders,
      ...cacheHeaders(cache),
      // It is given for that long.
      "Cache-Control": answer.cacheControl(now + touchInterval),
    });
    const fields = {
      ...({ method: "GET", target: targetOf(url), status: 200, cache } as const),
      ...{ origin: answer.entry.meta.origin, bytes, milliseconds: 0, stages: {} },
    };
    const ready: Ready = {
      ...{ cache, headers, touched: now },
      ...(body ? { response: new Response(body, { headers }) } : {}),
      line: { ...fields, about: journal.aboutOf(fields) },
    };
    known.set(answer, ready);
    return ready;
  }
}

/** Throws when the file is not there: the runtime finds out too late for anything better than 500. */
function checkFile({ entry: { file, bytes } }: Answer): void {
  if (sizeOf(file) !== bytes) throw new Error("The file is gone from the cache");
}
