import { createHmac, timingSafeEqual } from "node:crypto";
import { Failure } from "../failure.ts";
import { spellings } from "./signed-text.ts";

/** What the signature of a request is worth. */
interface Verdict {
  /** Nothing is signed, or the signature fits, or it does not, or it did until lately. */
  state: "none" | "good" | "wrong" | "expired";
  /** When the signature expires, in seconds since 1970; without one it never does. */
  expiry?: number;
}

/** What URLs are signed with; of several, the first signs, and a signature by any of them is good. */
export type SigningKeys = string | readonly string[];

/** Stands in the signed text where a URL does not expire. */
const never = 9_999_999_999;

/**
 * Expiry and path follow each other in the signed text with nothing in between. Were its length
 * free, `tr=w-15` until 1700000000 could be asked for as `tr=w-1` until 51700000000.
 */
const seconds = /^[1-9]\d{9}$/;

/**
 * Checks `ik-s` and `ik-t` as ImageKit does: HMAC-SHA1 over everything behind the URL endpoint and
 * the expiry.
 * Source: https://imagekit.io/docs/media-delivery-basic-security#signed-urls
 * @param rest path and query behind the endpoint, as received, beginning with a slash
 * @param now milliseconds since 1970
 */
export function checkSignature(rest: string, keys: SigningKeys, now: number): Verdict {
  const { text, signatures, expiries } = readSigned(rest);
  const [signature] = signatures;
  const [expiry = String(never)] = expiries;
  if (signature === undefined) return { state: "none" };
  // Given twice, a check and the next reader of the URL need not mean the same one. An empty key is
  // everybody's.
  const once = signatures.length === 1 && expiries.length <= 1;
  const legible = /^[\da-f]{40}$/.test(signature) && seconds.test(expiry);
  const isBy = (key: string) => key !== "" && fits(signature, text, expiry, key);
  if (!once || !legible || ![keys].flat().map(isBy).includes(true)) return { state: "wrong" };
  // Told only of a signature that fits: a client learns no more by trying.
  const until = expiries.length === 0 ? {} : { expiry: Number(expiry) };
  return { state: Number(expiry) * 1000 < now ? "expired" : "good", ...until };
}

/**
 * Signs a URL as ImageKit's clients do; a signature that it has is replaced.
 * @param urlEndpoint that the URL begins with; EINVAL when it does not
 * @param expiry in seconds since 1970, of ten digits; without one the URL never expires
 */
export function signUrl(
  url: string,
  urlEndpoint: string,
  keys: SigningKeys,
  expiry = never,
): string {
  const [key = ""] = [keys].flat();
  const base = new URL(urlEndpoint).href.replace(/\/*$/, "/");
  // In the spelling that a client will send.
  const { href } = new URL(url);
  if (!href.startsWith(base)) {
    throw new Failure("EINVAL", `Cannot sign a URL that does not begin with \`${base}\``);
  }
  if (!seconds.test(String(expiry))) {
    const expected = "expected whole seconds since 1970, of ten digits";
    throw new Failure("EINVAL", `Cannot sign until \`${expiry}\`: ${expected}`);
  }
  const { text } = readSigned(href.slice(base.length - 1).replace(/#.*$/s, ""));
  const until = expiry === never ? "" : `ik-t=${expiry}&`;
  const mark = text.includes("?") ? "&" : "?";
  return `${base}${text}${mark}${until}ik-s=${sign(text, String(expiry), key).toString("hex")}`;
}

/** The text that is signed: no leading slash, no signature, everything else as it stands. */
function readSigned(rest: string): { text: string; signatures: string[]; expiries: string[] } {
  const target = rest.replace(/^\//, "");
  const mark = target.indexOf("?");
  if (mark < 0) return { text: target, signatures: [], expiries: [] };
  const pairs = target.slice(mark + 1).split("&");
  const values = (name: string) =>
    pairs.filter((pair) => pair.startsWith(name)).map((pair) => pair.slice(name.length));
  const others = pairs.filter((pair) => !/^ik-[st]=/.test(pair));
  return {
    text: target.slice(0, mark) + (others.length > 0 ? `?${others.join("&")}` : ""),
    signatures: values("ik-s="),
    expiries: values("ik-t="),
  };
}

function sign(text: string, expiry: string, key: string): Buffer {
  return createHmac("sha1", key)
    .update(text + expiry)
    .digest();
}

/** Compares with every spelling, however early one fits: the time taken says nothing. */
function fits(signature: string, text: string, expiry: string, key: string): boolean {
  const given = Buffer.from(signature, "hex");
  const equal = spellings(text).map((each) => timingSafeEqual(given, sign(each, expiry, key)));
  return equal.includes(true);
}
