import type { Transform } from "node:stream";
import program from "../../../package.json" with { type: "json" };
import { Failure } from "../../failure.ts";
import { type ByteRange, type ReceivedRange, rangeHeader, receivedRange } from "../byte-range.ts";
import { decodersOf } from "../content-coding.ts";
import type { Fetched, Validators } from "../origin.ts";
import { isMarkedPrivate } from "../private-mark.ts";
import type { Trace } from "../trace.ts";
import { type Exchange, type ExchangeOptions, openExchange } from "./exchange.ts";
import { tracedSend } from "./traced-send.ts";

export interface WebClientOptions extends ExchangeOptions {
  /** Hears of every request. */
  trace?: Trace | undefined;
  /** Throws a Failure for a URL that must not be asked; where redirects lead is put to it too. */
  admit?: (url: URL) => void;
}

export interface WebRequest {
  url: URL;
  /** Path and query, sent exactly as written; by default the URL's own, whose dots are resolved. */
  path?: string;
  /** Sent to this scheme, host and port only, and to nowhere else that those redirect to. */
  headers?: Record<string, string>;
}

export interface WebClient {
  /**
   * Gets a file; redirects are followed. Absent is undefined, `"unchanged"` answers for validators
   * that still hold. Broken is a Failure: EFORBIDDEN for an address that is not public or a URL
   * that is not admitted, else EACCES, ECONNREFUSED, EUPSTREAM, ETIMEDOUT.
   */
  get(
    request: WebRequest,
    signal: AbortSignal,
    known?: Validators,
    range?: ByteRange,
  ): Promise<Fetched | "unchanged" | undefined>;
}

const redirects = [301, 302, 303, 307, 308];
const maxRedirects = 5;
/** The server wants credentials, or better ones. */
const refusals = [401, 403, 407];
/** The server has no time for us; the file may well be there. */
const postponements = [408, 425, 429];

const ownHeaders = {
  accept: "*/*",
  // Images are compressed already, and a length in the header is worth having.
  "accept-encoding": "identity",
  "user-agent": `Tintype/${program.version}`,
  // ImageKit names itself here, and origins look at it.
  "x-req-from": "tintype",
};

export function webClient({ admit, trace, ...options }: WebClientOptions = {}): WebClient {
  const send = trace ? tracedSend(openExchange(options), trace) : openExchange(options);

  function refuse(url: URL): void {
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      throw new Failure("EFORBIDDEN", "An origin leads to a URL that is neither http nor https");
    }
    admit?.(url);
  }

  return {
    async get(request, signal, known, range) {
      const conditions = { ...conditionsOf(known), ...headersOf(range) };
      let { url, path, headers = {} } = request;
      for (let hops = 0; hops <= maxRedirects; hops += 1) {
        refuse(url);
        const exchange = await send(
          {
            url,
            path: path ?? url.pathname + url.search,
            headers: { ...ownHeaders, ...headers, ...conditions },
          },
          signal,
        );
        if (!redirects.includes(exchange.status)) return judge(exchange, known, range);
        exchange.discard();
        const target = targetOf(exchange, url);
        if (target.origin !== url.origin) headers = {};
        [url, path] = [target, undefined];
      }
      throw new Failure("EUPSTREAM", `An origin redirects more than ${maxRedirects} times`);
    },
  };
}

/**
 * What an answer means. A server that does not like the path says so in many ways (400, 405, 414,
 * 451 …), and has no file there; only what is about us or about the moment is a failure.
 */
function judge(
  exchange: Exchange,
  known?: Validators,
  range?: ByteRange,
): Fetched | "unchanged" | undefined {
  const { status } = exchange;
  if (status === 200 || status === 203) return fetched(exchange);
  if (status === 206 && range) return fetched(exchange, range);
  exchange.discard();
  if (status === 304 && (known?.etag ?? known?.lastModified) !== undefined) return "unchanged";
  if (refusals.includes(status)) throw new Failure("EACCES", "An origin refused access");
  if (status >= 400 && status < 500 && !postponements.includes(status)) return undefined;
  throw new Failure("EUPSTREAM", `An origin answered with status ${status}`);
}

function fetched(exchange: Exchange, range?: ByteRange): Fetched {
  const { headers } = exchange;
  const { etag, "last-modified": lastModified } = headers;
  const { "content-type": contentType, "cache-control": cacheControl } = headers;
  const { decoders, received } = readable(exchange, range);
  const answer: Fetched = { body: exchange.body(decoders) };
  if (received) answer.range = received;
  // The length is that of the encoded body.
  const length = decoders.length > 0 ? undefined : headers["content-length"];
  if (length !== undefined) answer.bytes = Number(length);
  if (etag !== undefined) answer.etag = etag;
  if (lastModified !== undefined) answer.lastModified = lastModified;
  if (contentType !== undefined) answer.contentType = contentType;
  if (cacheControl !== undefined) answer.cacheControl = cacheControl;
  if (isMarkedPrivate(headers["is-private-file"])) answer.isPrivate = true;
  return answer;
}

/** How a body is read: some servers compress without being asked. */
function readable(
  exchange: Exchange,
  range: ByteRange | undefined,
): { decoders: Transform[]; received: ReceivedRange | undefined } {
  const { "content-encoding": coding, "content-range": contentRange } = exchange.headers;
  try {
    const decoders = decodersOf(coding);
    const isEncoded = decoders.length > 0;
    return { decoders, received: range && receivedRange(contentRange, isEncoded, range) };
  } catch (error) {
    exchange.discard();
    throw error;
  }
}

function targetOf({ headers }: Exchange, from: URL): URL {
  // Headers are read byte by byte, and here are URLs in UTF-8.
  const location = Buffer.from(headers.location ?? "", "latin1").toString();
  if (location === "" || !URL.canParse(location, from)) {
    throw new Failure("EUPSTREAM", "An origin redirects to something that is no URL");
  }
  return new URL(location, from);
}

function conditionsOf({ etag, lastModified }: Validators = {}): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
}

function headersOf(range: ByteRange | undefined): Record<string, string> {
  if (!range) return {};
  return {
    range: rangeHeader(range),
    ...(range.etag === undefined ? {} : { "if-match": range.etag }),
  };
}
