import { closeSync, openSync, readSync } from "node:fs";
import type { DiskCache } from "../cache/disk.ts";
import { sizeOf } from "../cache/files.ts";
import { headroom, type MemoryCache } from "../cache/memory.ts";
import { type Answer, cacheHeaders, isKnown, readAtOnce, respond, sentOf } from "./answer.ts";
import { headOf, lastLines } from "./head.ts";
import type { About, Journal } from "./journal.ts";
import type { PlainRequest } from "./plain-request.ts";
import type { Recent } from "./recent.ts";
import { targetOf } from "./target.ts";

export interface HotServices {
  disk: DiskCache;
  memory: MemoryCache;
  recent: Recent;
  journal: Journal;
}

/** An answer as it goes over a connection. */
export interface Given {
  /** In a buffer whose bytes the next answer changes. */
  start: Uint8Array;
  /** What is too large to be copied. */
  rest?: Uint8Array | undefined;
}

/** An answer made ready, with the words that the log has for it. */
interface Ready {
  cache: "memory" | "disk";
  /** Its head but for the last lines, and the one that says that nothing has changed. */
  head: Uint8Array;
  unchanged: Uint8Array;
  /** The body in memory, and the room before it. */
  room?: Buffer<ArrayBuffer> | undefined;
  line: About;
  about: string;
  /** Milliseconds since 1970 when the caches last heard that it is in use. */
  touched: number;
}

/** How often the caches hear that an answer is in use, in milliseconds. */
const touchInterval = 1_000;

/**
 * Gives an answer again to who asks the same: without parsing and without the index of the disk
 * cache, from memory where the bytes are there. All that is done here is done for every hit, so
 * what can be worked out once is.
 */
export function createHot({ disk, memory, recent, journal }: HotServices) {
  const known = new WeakMap<Answer, Ready>();
  /** For what is not in memory: room for a head and a body, as they lie there. */
  const desk = Buffer.allocUnsafeSlow(headroom + readAtOnce);

  disk.onDrop((key) => {
    recent.forget(key);
    memory.forget(key);
  });
  // An answer made ready holds its bytes: it may not outlive them in memory, nor miss them there.
  memory.onChange((key) => {
    for (const answer of recent.madeOf(key)) known.delete(answer);
  });

  return {
    /** As bytes; undefined when there is nothing to give again, or only a part or a large file. */
    give(asked: PlainRequest, client: string): Given | undefined {
      const now = Date.now();
      const answer = recent.find(asked, now);
      if (!answer || asked.headers.get("range") !== null) return undefined;
      try {
        return given(asked, answer, client, now);
      } catch {
        return missing(answer);
      }
    },

    /** For who cannot be given bytes. */
    again(request: Request, client: string): Response | undefined {
      if (request.method !== "GET" && request.method !== "HEAD") return undefined;
      const now = Date.now();
      const answer = recent.find(request, now);
      if (!answer) return undefined;
      try {
        return response(request, answer, client, now);
      } catch {
        return missing(answer);
      }
    },
  };

  /** Somebody deleted the file: whoever looks it up in the index will find out. */
  function missing(answer: Answer): undefined {
    recent.forget(answer.entry.key);
  }

  function given(
    { method, url, headers, keepAlive }: PlainRequest,
    answer: Answer,
    client: string,
    now: number,
  ): Given | undefined {
    const { entry } = answer;
    const ready = readyOf(url, answer, now);
    const unchanged = isKnown(headers, answer.headers.ETag as string, entry.meta.lastModified);
    const bodiless = unchanged || method === "HEAD";
    if (!bodiless && !ready.room && entry.bytes > readAtOnce) return undefined;

    const id = journal.nextId(headers.get("x-request-id"));
    const head = unchanged ? ready.unchanged : ready.head;
    const lines = lastLines(id, keepAlive);
    const start = headroom - head.length - lines.length;
    if (start < 0) return undefined;
    const room = ready.room ?? desk;
    room.set(head, start);
    room.write(lines, start + head.length, "latin1");

    const { line, about } = ready;
    if (bodiless) {
      const status = unchanged ? 304 : 200;
      journal.served({ ...line, ...{ time: now, id, client, method, status, bytes: 0 } });
      return { start: room.subarray(start, headroom) };
    }
    if (!ready.room) readInto(room, headroom, entry);
    journal.served({ ...line, time: now, id, client, about });
    return entry.bytes <= readAtOnce
      ? { start: room.subarray(start, headroom + entry.bytes) }
      : { start: room.subarray(start, headroom), rest: room.subarray(headroom) };
  }

  function response(request: Request, answer: Answer, client: string, now: number): Response {
    const { cache, line } = readyOf(request.url, answer, now);
    const id = journal.nextId(request.headers.get("x-request-id"));
    // A large one is copied for each answer, and a part is cut out of the file by the runtime.
    const small = answer.entry.bytes <= readAtOnce;
    const body = small ? memory.get(answer.entry.key)?.subarray(headroom) : undefined;
    if (!body) checkFile(answer);
    const response = respond(request, answer, { cache, timings: {}, id, body });
    const { status, bytes } = sentOf(request, answer, response);
    journal.served({
      ...line,
      ...{ time: now, id, client, method: request.method, status, bytes },
    });
    return response;
  }

  function readyOf(url: string, answer: Answer, now: number): Ready {
    const present = known.get(answer);
    if (present && now - present.touched < touchInterval) return present;
    const { key, file, bytes, meta } = answer.entry;
    disk.touch(key);
    recent.touch(url);
    const room = memory.get(key);
    if (!room) {
      checkFile(answer);
      memory.offer(key, file, bytes);
    }
    const cache = room ? "memory" : "disk";
    // They are given for that long.
    const cacheControl = answer.cacheControl(now + touchInterval);
    const said = { ...cacheHeaders(cache), "Cache-Control": cacheControl };
    const line: About = {
      method: "GET",
      target: targetOf(url),
      status: 200,
      cache,
      origin: meta.origin,
      bytes,
      milliseconds: 0,
      stages: {},
    };
    const ready: Ready = {
      ...{ cache, room, touched: now, line, about: journal.aboutOf(line) },
      head: headOf(200, { ...answer.bodyHeaders, ...said }, now),
      unchanged: headOf(304, { ...answer.headers, ...said }, now),
    };
    known.set(answer, ready);
    return ready;
  }
}

/** Throws when the file is not there: the runtime finds out too late for anything better than 500. */
function checkFile({ entry: { file, bytes } }: Answer): void {
  if (sizeOf(file) !== bytes) throw new Error("The file is gone from the cache");
}

/** Reads a small file whole; throws when it is not there or has another length. */
function readInto(room: Buffer, at: number, { file, bytes }: Answer["entry"]): void {
  const descriptor = openSync(file, "r");
  try {
    if (readSync(descriptor, room, at, bytes, 0) !== bytes) throw new Error("The file is cut");
  } finally {
    closeSync(descriptor);
  }
}
