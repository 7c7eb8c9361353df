import { closeSync, openSync, readSync } from "node:fs";
import type { DiskCache } from "../../cache/disk.ts";
import { sizeOf } from "../../cache/files.ts";
import { headroom, type MemoryCache } from "../../cache/memory.ts";
import type { About, Journal } from "../../observe/access-log.ts";
import { type Answer, cacheHeaders, readAtOnce, respond, sentOf } from "../answer.ts";
import type { Asking, Recent } from "../answer-cache.ts";
import { targetOf } from "../target.ts";
import { headOf, lastLines } from "./head.ts";
import type { PlainRequest } from "./plain-request.ts";
import { bodyIn, type Ready, wantedOf } from "./ready.ts";

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
  /** What is too large to be copied: bytes of the memory tier, lent until the client has them. */
  rest?: { body: Uint8Array; returned(): void };
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
  /** Bytes that clients have yet to take: they stay even if the memory tier lets go of them. */
  let lent = 0;
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
    const large = bytes > readAtOnce;
    if (large && lent + bytes > memory.maxBytes) return undefined;
    const id = journal.nextId(asked.headers.get("x-request-id"));
    const lines = lastLines(id, asked.keepAlive);
    const start = headroom - head.length - lines.length;
    if (start < 0) return undefined;

    // In memory a body lies where it can be sent from, and whatever begins as it does.
    const room = ready.room && from === 0 ? ready.room : desk;
    room.set(head, start);
    room.write(lines, start + head.length, "latin1");
    if (!ready.room) readInto(desk, answer.entry, from, bytes);
    else if (room === desk && !large) desk.set(bodyIn(ready.room, from, bytes), headroom);

    const { line, about } = ready;
    const { method } = asked;
    if (head === ready.head && method === "GET") {
      journal.served({ ...line, time: now, id, client, about });
    } else {
      journal.served({ ...line, time: now, id, client, method, status, bytes });
    }
    if (!large || !ready.room) return { start: room.subarray(start, headroom + bytes) };
    const rest = lend(bodyIn(ready.room, from, bytes));
    return { start: room.subarray(start, headroom), rest };
  }

  function lend(body: Uint8Array): NonNullable<Given["rest"]> {
    lent += body.length;
    return {
      body,
      returned() {
        lent -= body.length;
      },
    };
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
      time: now,
      id,
      client,
      method: request.method,
      status,
      bytes,
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
      cache,
      room,
      touched: now,
      line,
      about: journal.aboutOf(line),
      fields,
      head: headOf(200, fields, now),
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
