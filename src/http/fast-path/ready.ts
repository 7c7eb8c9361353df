import { headroom } from "../../cache/memory.ts";
import type { About } from "../../observe/access-log.ts";
import { type Answer, isKnown, partWanted, readAtOnce } from "../answer.ts";
import { headOf } from "./head.ts";
import type { PlainRequest } from "./plain-request.ts";

/** An answer made ready, with the words that the log has for it. */
export interface Ready {
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

/** A part of a body in memory. */
export function bodyIn(room: Buffer, from: number, bytes: number): Uint8Array {
  return room.subarray(headroom + from, headroom + from + bytes);
}

/** What of an answer goes over the connection. */
export interface Wanted {
  status: number;
  head: Uint8Array;
  /** Where the bytes of the body begin in the whole, and how many there are. */
  from: number;
  bytes: number;
}

/** Undefined for what only the runtime's server answers: much of a file, and nothing of it. */
export function wantedOf(
  { method, headers }: PlainRequest,
  answer: Answer,
  { room, head, unchanged, fields, touched }: Ready,
): Wanted | undefined {
  const { entry } = answer;
  if (isKnown(headers, answer)) return { status: 304, head: unchanged, from: 0, bytes: 0 };
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
