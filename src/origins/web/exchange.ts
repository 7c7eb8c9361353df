import http, {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { Transform } from "node:stream";
import { Failure } from "../../failure.ts";
import { isPublicAddress } from "../../ip-addresses.ts";
import { decodeStream } from "../content-coding.ts";
import { checkedLookup } from "./checked-lookup.ts";

export interface ExchangeOptions {
  /** Lets requests reach addresses that are not public. */
  allowPrivateNetwork?: boolean;
  /** Judges an address in its textual form. */
  isPublic?: (ip: string) => boolean;
  /** Milliseconds until a connection stands, DNS and TLS included. */
  connectTimeout?: number;
  /** Milliseconds until an answer begins, and without a byte of its body. */
  idleTimeout?: number;
  /** Finds all addresses of a host name. */
  resolve?: (hostname: string) => Promise<readonly string[]>;
}

/** One request that goes out exactly as it stands here. */
interface OutgoingRequest {
  url: URL;
  /** Path and query, whatever those of the URL are. */
  path: string;
  headers: Record<string, string>;
}

/** The answer to one request, its body still to come. */
export interface Exchange {
  status: number;
  headers: IncomingHttpHeaders;
  /**
   * The body, read from the server no faster than it is taken. Fails with EUPSTREAM when it breaks
   * off and ETIMEDOUT when it stalls.
   */
  body(decoders: readonly Transform[]): ReadableStream<Uint8Array>;
  /** Instead of reading the body. */
  discard(): void;
}

/** Sends one GET. Fails with EFORBIDDEN, ECONNREFUSED, EUPSTREAM, ETIMEDOUT. */
export type Send = (outgoing: OutgoingRequest, signal: AbortSignal) => Promise<Exchange>;

/** A body that is not wanted is read to its end up to this size, which saves the connection. */
const worthDraining = 65_536;

/**
 * A way to web servers that keeps connections for the next request. Unless private networks are
 * allowed, no connection is made to an address that is not public, whatever leads there.
 */
export function openExchange(options: ExchangeOptions = {}): Send {
  const { allowPrivateNetwork = false, isPublic = isPublicAddress } = options;
  const { connectTimeout = 5_000, idleTimeout = 10_000 } = options;
  const kept = { keepAlive: true, timeout: idleTimeout };
  const agents = { http: new http.Agent(kept), https: new https.Agent(kept) };

  function check(ip: string): void {
    if (!allowPrivateNetwork && !isPublic(ip)) {
      throw new Failure("EFORBIDDEN", "An origin leads to an address that is not public");
    }
  }

  const lookup = checkedLookup(check, options.resolve);

  function send(outgoing: OutgoingRequest, signal: AbortSignal, again = false): Promise<Exchange> {
    const { url, path, headers } = outgoing;
    const secure = url.protocol === "https:";
    const host = url.hostname.replace(/^\[|\]$/g, "");
    return new Promise((resolve, reject) => {
      // The parser of URLs has made an address of spellings such as `0x7f.1` and `2130706433`.
      if (isIP(host) !== 0) check(host);
      const request = (secure ? https : http).request({
        host,
        port: url.port,
        path,
        headers,
        signal,
        lookup,
        // Left out, it would follow the Host header, and with it whose certificate is accepted.
        servername: isIP(host) === 0 ? host.replace(/\.$/, "") : "",
        agent: again ? false : agents[secure ? "https" : "http"],
      });
      const expire = () => request.destroy(timedOut());
      let timer = setTimeout(expire, connectTimeout);
      request.once("socket", (socket) => {
        const connected = () => {
          clearTimeout(timer);
          timer = setTimeout(expire, idleTimeout);
        };
        if (request.reusedSocket) connected();
        else socket.once(secure ? "secureConnect" : "connect", connected);
      });
      let answered = false;
      request.once("response", (response) => {
        clearTimeout(timer);
        answered = true;
        resolve(exchangeOf(request, response, signal, idleTimeout));
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        if (answered) return;
        // The server may close a kept connection just when it is used again.
        const outdated = request.reusedSocket && error.code === "ECONNRESET" && !again;
        if (outdated) resolve(send(outgoing, signal, true));
        else reject(unreached(error));
      });
      // The runtime closes what a server makes another protocol of, and says no more about it.
      request.once("close", () => {
        clearTimeout(timer);
        if (!answered) reject(brokenOff());
      });
      request.end();
    });
  }

  return (outgoing, signal) =>
    send(outgoing, signal).catch((error) => Promise.reject(unreached(error)));
}

function exchangeOf(
  request: ClientRequest,
  response: IncomingMessage,
  signal: AbortSignal,
  idleTimeout: number,
): Exchange {
  let failure: Failure | undefined;
  request.on("error", (error) => {
    failure ??= brokenOff(error);
  });
  // What breaks a body off is told to its reader; until then it must not end the process.
  response.on("error", () => {});
  const expire = () => {
    failure ??= timedOut();
    request.destroy();
  };
  const broken = () => (signal.aborted ? timedOut() : failure);

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,

    body(decoders) {
      const source = decodeStream(response, decoders);
      const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
      const stream: UnderlyingDefaultSource<Uint8Array> = {
        async pull(controller) {
          const timer = setTimeout(expire, idleTimeout);
          try {
            const { done, value } = await chunks.next();
            if (!done) return controller.enqueue(value);
          } catch (error) {
            throw broken() ?? brokenOff(error);
          } finally {
            clearTimeout(timer);
          }
          // Without a length a body ends with its connection, and then also when that is cut.
          const incomplete = broken() ?? (response.complete ? undefined : brokenOff());
          if (incomplete) throw incomplete;
          controller.close();
        },
        cancel: () => void request.destroy(),
      };
      return new ReadableStream(stream, { highWaterMark: 0 });
    },

    discard() {
      const timer = setTimeout(expire, idleTimeout).unref();
      let left = worthDraining;
      response.on("data", (chunk: Uint8Array) => {
        left -= chunk.length;
        if (left < 0) request.destroy();
      });
      response.on("close", () => clearTimeout(timer));
    },
  };
}

function timedOut(cause?: unknown): Failure {
  return new Failure("ETIMEDOUT", "An origin did not answer in time", { cause });
}

function brokenOff(cause?: unknown): Failure {
  return new Failure("EUPSTREAM", "An origin broke off its answer", { cause });
}

/** Why there is no answer. */
function unreached(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ABORT_ERR" || code === "ETIMEDOUT") return timedOut(error);
  return code.startsWith("HPE_")
    ? new Failure("EUPSTREAM", "An origin answered with something other than HTTP", {
        cause: error,
      })
    : new Failure("ECONNREFUSED", "An origin could not be reached", { cause: error });
}
