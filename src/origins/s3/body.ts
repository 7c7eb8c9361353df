import { Readable, type Transform } from "node:stream";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { Failure } from "../../failure.ts";
import { decodeStream } from "../content-coding.ts";

type SdkBody = NonNullable<GetObjectCommandOutput["Body"]>;

/** Milliseconds without a byte of a body. */
const idleTimeout = 10_000;

/**
 * An object's bytes, decoded, read from the store no faster than they are taken. Fails with
 * EUPSTREAM when they break off, cannot be decoded or are not as many as the store said, and with
 * ETIMEDOUT when they stall.
 */
export function bodyOf(
  body: SdkBody,
  length: number | undefined,
  decoders: readonly Transform[],
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const source = body as Readable;
  // What breaks it off is told to its reader; until then it must not end the process.
  source.on("error", () => {});
  let stalled = false;

  async function* whole(): AsyncGenerator<Uint8Array> {
    let received = 0;
    for await (const chunk of source) {
      received += chunk.length;
      yield chunk;
    }
    if (length !== undefined && received !== length) throw brokenOff();
  }

  const chunks = decoded(whole(), decoders);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const timer = setTimeout(() => {
          stalled = true;
          source.destroy();
        }, idleTimeout);
        try {
          const { done, value } = await chunks.next();
          if (!done) return controller.enqueue(value);
        } catch (error) {
          throw stalled || signal.aborted ? timedOut(error) : brokenOff(error);
        } finally {
          clearTimeout(timer);
        }
        if (stalled || signal.aborted) throw timedOut();
        controller.close();
      },
      cancel: () => void source.destroy(),
    },
    { highWaterMark: 0 },
  );
}

/** Instead of reading an object's bytes. */
export function discard(body: SdkBody): void {
  const source = body as Readable;
  source.on("error", () => {});
  source.destroy();
}

function decoded(
  source: AsyncGenerator<Uint8Array>,
  decoders: readonly Transform[],
): AsyncIterator<Uint8Array> {
  if (decoders.length === 0) return source;
  const from = Readable.from(source);
  return decodeStream(from, decoders)[Symbol.asyncIterator]();
}

function timedOut(cause?: unknown): Failure {
  return new Failure("ETIMEDOUT", "An origin did not answer in time", { cause });
}

function brokenOff(cause?: unknown): Failure {
  return new Failure("EUPSTREAM", "An origin broke off its answer", { cause });
}
