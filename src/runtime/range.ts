/** What a range makes of an answer that would be whole. */
export interface Part {
  status: number;
  /** Of the whole, how many bytes are before it. */
  from: number;
  /** Of the body. */
  bytes: number;
}

/**
 * What the runtime answers to `Range` and `If-Range` when it sends a file: it decides after the
 * answer has been handed over, and the log has to say the same. One range counts, several or what
 * cannot be read are the whole (RFC 9110, 14.2).
 * @param bytes of the whole
 */
export function partOf(
  headers: Pick<Headers, "get">,
  bytes: number,
  { etag, lastModified }: { etag: string; lastModified?: string | undefined },
): Part {
  const whole: Part = { status: 200, from: 0, bytes };
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(headers.get("range") ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return whole;
  const ifRange = headers.get("if-range");
  if (ifRange !== null && ifRange !== etag && ifRange !== lastModified) return whole;
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return whole;
  if (from >= bytes) return { status: 416, from: 0, bytes: 0 };
  return { status: 206, from, bytes: to - from + 1 };
}
