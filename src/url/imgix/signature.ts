import { createHash, timingSafeEqual } from "node:crypto";

/**
 * What the signature of an imgix URL covers, and what it says: the path and the query as received,
 * without `s` itself. Undefined for a URL without one. Pure.
 */
export function imgixSignature(target: string): { text: string; covers: string } | undefined {
  const mark = target.indexOf("?");
  if (mark < 0) return undefined;
  const path = target.slice(0, mark);
  const tokens = target.slice(mark + 1).split("&");
  const said = tokens.findLast((token) => token.startsWith("s="));
  if (said === undefined) return undefined;
  const signed = tokens.filter((token) => !token.startsWith("s=")).join("&");
  return { text: said.slice(2), covers: signed === "" ? path : `${path}?${signed}` };
}

/**
 * Checks it: the MD5 of the source's token, path and query. Source: imgix, securing assets.
 * @param token the source's secure URL token
 */
export function checkImgixSignature(text: string, covers: string, token: string): boolean {
  // An empty token is everybody's.
  if (token === "" || !/^[\da-f]{32}$/i.test(text)) return false;
  const wanted = createHash("md5").update(`${token}${covers}`).digest();
  return timingSafeEqual(Buffer.from(text, "hex"), wanted);
}
