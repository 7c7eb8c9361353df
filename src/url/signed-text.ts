/**
 * The texts that may have been signed, given the text that came. Clients sign before or after they
 * encode, and not always what they then send.
 *
 * A signature must never be good for another resource than the one that was signed. As received is
 * the rule; each other spelling is safe for a reason of its own. The text decoded whole is not among
 * them: `a%252Fb` would share its signature with `a%2Fb`, `a%3Fb` with a query, `x%26tr=…` with a
 * parameter, and `a%2Cb` with what a bucket holds beside it as `a,b`.
 */
export function spellings(text: string): string[] {
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  const query = mark < 0 ? "" : text.slice(mark);
  const all = [
    text,
    unescapedPath(path) + unescapedQuery(query),
    // `@imagekit/nodejs` encodes path and query, but puts a raw transformation in as it is: in one
    // of the two places, in the query behind all parameters. Another `tr` is encoded like any.
    path.replace(/(?<=^|\/)tr:[^/]*(?=\/)/, unescapedPath) + query,
    path + query.replace(/(?<=[?&]tr=)[^&]*(?!.*[?&]tr=)/s, unescapedQuery),
    path + replaceTr(query, otherSpelling),
  ];
  return [...new Set(all)];
}

/**
 * Signed before the client's URL parser encoded it (imagekit-php#59, imagekit-python#63). Safe,
 * because only characters are decoded that the URL standard leaves nowhere as they are: a text that
 * holds one cannot be requested but in its encoding, so the two are one request. That is also why
 * escapes in lower case stay: no parser writes them.
 * Source: https://url.spec.whatwg.org/#percent-encoded-bytes
 */
function unescapedPath(path: string): string {
  return bareWhere(path, /[ "<>`{}]/);
}

function unescapedQuery(query: string): string {
  return bareWhere(query, /[ "<>']/);
}

const escapes = /%[2-7][\dA-F]|%[C-F][\dA-F](?:%[89AB][\dA-F]){1,3}/g;

function bareWhere(text: string, ascii: RegExp): string {
  return text.replace(escapes, (sent) => {
    const character = decode(sent) ?? sent;
    return sent.length > 3 || ascii.test(character) ? character : sent;
  });
}

/** Changes the value of the first `tr`, which is the one that means something. */
function replaceTr(query: string, change: (value: string) => string): string {
  return query.replace(/(?<=[?&]tr=)[^&]*/, change);
}

/**
 * A transformation in the query with its separators encoded where they came bare, and bare where
 * they came encoded: older clients encode all of it, newer ones none, and a `URLSearchParams` on the
 * way makes one of the other. Safe, because both mean the same as long as the value is encoded as a
 * whole or not at all. One that is encoded in part is left alone: its `%2C` is a comma in a text,
 * and no separator. So is one that hides an escape, or an `&`, which would begin another parameter.
 */
function otherSpelling(value: string): string {
  if (!value.includes("%")) return formEncoded(value);
  const bare = decode(value);
  const whole = bare !== undefined && !/[%&#]/.test(bare) && encodings(bare).includes(value);
  return whole ? bare : value;
}

const encodings = (bare: string) => [encodeURIComponent(bare), formEncoded(bare)];

function formEncoded(value: string): string {
  return new URLSearchParams({ "": value }).toString().slice(1);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
