/// <reference lib="deno.ns" />

import {
  type Certificate,
  faultResponse,
  type Handler,
  type Listening,
  type ListenOptions,
  maxRequestBodyBytes,
  segmentsAtMost,
} from "./listening.ts";
import { partOf } from "./range.ts";

/** Paths of the files that are bodies of responses. */
const files = new WeakMap<ReadableStream, string>();

/** A file as a response body, which `listen` opens when it is sent. */
export function fileBody(path: string): ReadableStream {
  const body = new ReadableStream({}, { highWaterMark: 0 });
  files.set(body, path);
  return body;
}

export function listen(handler: Handler, options: ListenOptions): Listening {
  if (options.http3) {
    throw Object.assign(new Error("Deno's server has no HTTP/3"), { code: "ERR_NO_HTTP3" });
  }
  let pending = 0;

  async function answer(request: Request, peer: string): Promise<Response> {
    if (Number(request.headers.get("content-length") ?? 0) > maxRequestBodyBytes) {
      return new Response(null, { status: 413 });
    }
    const response = await handler(request, peer, segmentsOf(request.url));
    const path = response.body ? files.get(response.body) : undefined;
    return path === undefined ? response : withFile(request, response, path);
  }

  let isStopping = false;
  const ending = new AbortController();
  const { signal } = ending;
  const serve = (port: number, certificate: Certificate | undefined) =>
    Deno.serve(
      {
        hostname: options.hostname,
        port,
        signal,
        onListen: () => {},
        onError: faultResponse,
        ...(certificate && { cert: certificate.chain, key: certificate.key }),
      },
      (request, { remoteAddr, completed }) => {
        pending += 1;
        const done = () => {
          pending -= 1;
        };
        completed.then(done, done);
        return answer(request, (remoteAddr as Deno.NetAddr).hostname ?? "");
      },
    );

  let server = serve(options.port, options.certificate);
  const { port } = server.addr;

  /** Two servers may share a port only with a flag of Deno's: this one leaves a gap of a moment. */
  async function replace(certificate: Certificate): Promise<void> {
    void server.shutdown();
    while (!isStopping) {
      try {
        server = serve(port, certificate);
        return;
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrInUse)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
  }

  return {
    port,
    pendingRequests: () => pending,
    present: (certificate) => void replace(certificate),
    stop() {
      isStopping = true;
      return server.shutdown();
    },
    async end() {
      // A server that waits for its clients can do nothing else: it ends with its process.
      if (isStopping) return;
      ending.abort();
      await server.finished;
    },
  };
}

/** The segments of a path as they were sent, by their place. */
function segmentsOf(url: string): Record<string, string> | undefined {
  const target = url.slice(url.indexOf("/", url.indexOf("//") + 2) + 1);
  const segments = target.replace(/[?#].*$/s, "").split("/");
  const empty = segments.filter((segment) => segment === "").length;
  if (segments.length > segmentsAtMost || empty > 1) return undefined;
  return Object.fromEntries(segments.map((segment, i) => [`s${i}`, decoded(segment)]));
}

/** What no character is made of stays as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The response with its file, or with the part of it that the client asks for. */
async function withFile(request: Request, response: Response, path: string): Promise<Response> {
  const file = await Deno.open(path);
  const { size } = await file.stat();
  const { headers } = response;
  const part = partOf(request.headers, size, {
    etag: headers.get("etag") ?? "",
    lastModified: headers.get("last-modified") ?? undefined,
  });
  headers.set("content-length", String(part.bytes));
  if (part.status === 200) return new Response(file.readable, { headers });
  const range = part.status === 416 ? "*" : `${part.from}-${part.from + part.bytes - 1}`;
  headers.set("content-range", `bytes ${range}/${size}`);
  if (part.status === 416) {
    file.close();
    return new Response(null, { status: 416, headers });
  }
  await file.seek(part.from, Deno.SeekMode.Start);
  const body = file.readable.pipeThrough(firstBytes(part.bytes));
  return new Response(body, { status: 206, headers });
}

/** Lets so many bytes through and ends. */
function firstBytes(count: number): TransformStream<Uint8Array, Uint8Array> {
  let left = count;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) controller.terminate();
    },
  });
}
