import type { Socket } from "node:net";

/** What has to become of a file whose origin behaves like that. */
export type Verdict =
  /** It is delivered, to the byte. */
  | "whole"
  /** 502 or 504: nothing of it is believed. */
  | "broken"
  /** 404. */
  | "absent"
  /** 400 or 403: over a limit, or where the server does not go. */
  | "refused"
  /** What came is taken for the file: readers of HTTP differ, and it is harmless either way. */
  | "believed";

/** How an origin answers one request. */
export interface Mode {
  verdict: Verdict;
  answer(socket: Socket, context: ModeContext): void;
}

interface ModeContext {
  /** The image that it has, or says it has. */
  image: Uint8Array;
  /** Of itself. */
  url: string;
  /** Path of the request, and its fields as one text. */
  path: string;
  fields: string;
  /** How often this path was asked for before. */
  before: number;
}

export type Modes = Record<string, Mode>;

/** An answer of these lines and this body, as they stand. */
export function write(
  socket: Socket,
  lines: readonly string[],
  body: Uint8Array | string = "",
): void {
  socket.write(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), Buffer.from(body)]));
}

/** Writes something again and again, as fast as it is read, until the connection ends. */
export function writeForever(socket: Socket, piece: Uint8Array | string): void {
  const more = () => {
    if (socket.destroyed) return;
    if (socket.write(piece)) setImmediate(more);
    else socket.once("drain", more);
  };
  more();
}

/** Writes something a byte at a time. */
export function trickle(
  socket: Socket,
  text: Uint8Array | string,
  millisecondsPerByte = 500,
): void {
  const bytes = Buffer.from(text);
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= bytes.length) clearInterval(timer);
    else socket.write(bytes.subarray(at, at + 1));
    at += 1;
  }, millisecondsPerByte);
}

export const ok = "HTTP/1.1 200 OK";
export const jpegType = "Content-Type: image/jpeg";
