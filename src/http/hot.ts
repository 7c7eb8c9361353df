import { closeSync, openSync, readSync } from "node:fs";
import type { DiskCache } from "../cache/disk.ts";
import { sizeOf } from "../cache/files.ts";
import { headroom, type MemoryCache } from "../cache/memory.ts";
import {
  type Answer,
  cacheHeaders,
  isKnown,
  partWanted,
  readAtOnce,
  respond,
  sentOf,
} from "./answer.ts";
import { headOf, lastLines } from "./head.ts";
import type { About, Journal } from "./journal.ts";
import type { PlainRequest } from "./plain-request.ts";
import type { Asking, Recent } from "./recent.ts";
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
  fields: Record<string, string>;
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
    /** As bytes; undefined when there is nothing to give again, or much of it, and not in memory. */
    give: (asked: PlainRequest, client: string) => remembered(asked, client, given),

    /** For who cannot be given bytes. */
    again(request: Request, client: string): Response | undefined {
      if (request.method !== "GET" && request.method !== "HEAD") return undefined;
      return remembered(request, client, response);
    },
  };

  function remembered<Asked extends Asking, Result>(
    asked: Asked,
    client: string,
    use: (asked: Asked, answer: Answer, client: string, now: number) => Result,
  ): Result | undefined {
    const now = Date.now();
    const answer = recent.find(asked, now);
    if (!answer) return undefined;
    try {
      return use(asked, answer, client, now);
    } catch {
      // Somebody deleted the file: whoever looks it up in the index will find out.
      recent.forget(answer.entry.key);
      return undefined;
    }
  }

  function given(
    asked: PlainRequest,
    answer: Answer,
    client: string,
    now: number,
  ): Given | undefined {
    const ready = readyOf(asked.url, answer, now);
    const wanted = wantedOf(asked, answer, ready);
    if (!wanted) return undefined;
    const { status, head, from, bytes } = wanted;
    const id = journal.nextId(asked.headers.get("x-request-id"));
    const lines = lastLines(id, asked.keepAlive);
    const start = headroom - head.length - lines.length;
    if (start < 0) return undefined;

    // In memory a body lies where it can be sent from, and whatever begins as it does.
    const room = ready.room && from === 0 ? ready.room : desk;
    room.set(head, start);
    room.write(lines, start + head.length, "latin1");
    const large = bytes > readAtOnce;
    const body = () => ready.room?.subarray(headroom + from, headroom + from + bytes);
    if (!ready.room) readInto(desk, answer.entry, from, bytes);
    else if (room === desk && !large) desk.set(body() ?? [], headroom);

    const { line, about } = ready;
    const { method } = asked;
    if (head === ready.head && method === "GET") {
      journal.served({ ...line, time: now, id, client, about });
    } else {
      journal.served({ ...line, ...{ time: now, id, client, method, status, bytes } });
    }
    return large
      ? { start: room.subarray(start, headroom), rest: body() }
      : { start: room.subarray(start, headroom + bytes) };
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
    const fields = { ...answer.bodyHeaders, ...said };
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
      ...{ fields, head: headOf(200, fields, now) },
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

/** What of an answer goes over the connection. */
interface Wanted {
  status: number;
  head: Uint8Array;
  /** Where the bytes of the body begin in the whole, and how many there are. */
  from: number;
  bytes: number;
}

/** Undefined for what only the runtime's server answers: much of a file, and nothing of it. */
function wantedOf(
  { method, headers }: PlainRequest,
  answer: Answer,
  { room, head, unchanged, fields, touched }: Ready,
): Wanted | undefined {
  const { entry } = answer;
  if (isKnown(headers, answer.headers.ETag as string, entry.meta.lastModified)) {
    return { status: 304, head: unchanged, from: 0, bytes: 0 };
  }
  if (method === "HEAD") return { status: 200, head, from: 0, bytes: 0 };
  const isWhole = headers.get("range") === null;
  const { status, from, bytes } = isWhole
    ? { status: 200, from: 0, bytes: entry.bytes }
    : partWanted(headers, answer);
  if (status === 416 || (!room && bytes > readAtOnce)) return undefined;
  if (status === 200) return { status, head, from, bytes };
  const said = {
    "Content-Length": String(bytes),
    "Content-Range": `bytes ${from}-${from + bytes - 1}/${entry.bytes}`,
  };
  return { status, head: headOf(206, { ...fields, ...said }, touched), from, bytes };
}

/** Reads a part of a file; throws when it is not there or too short. */
function readInto(desk: Buffer, { file }: Answer["entry"], from: number, bytes: number): void {
  if (bytes === 0) return;
  const descriptor = openSync(file, "r");
  try {
    const read = readSync(descriptor, desk, headroom, bytes, from);
    if (read !== bytes) throw new Error("The file is cut");
  } finally {
    closeSync(descriptor);
  }
}
