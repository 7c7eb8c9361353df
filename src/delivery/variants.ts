import { cacheKey } from "../cache/cache-key.ts";
import type { DiskCache, Entry, PendingFile } from "../cache/disk.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Representation } from "./answer.ts";
import { compress, type Encoding, encodingFor, isCompressible } from "./compression.ts";
import { isDrawing } from "./media-type.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * What becomes of an original that is delivered as it is: a drawing is freed of what could run or
 * lead outside, a text is compressed for a client that takes it. Each is made once per version and
 * kept beside the original.
 */
export function createVariants({ disk, pool }: { disk: DiskCache; pool: Pool }) {
  const flights = createSingleFlight<Entry<Representation>>();

  /** @param source an entry of the disk cache, with the headers that it would be delivered with */
  return async function variantOf(
    source: Entry<Representation>,
    headers: Headers,
    context: RequestContext,
  ): Promise<Entry<Representation>> {
    const drawing = isDrawing(source.meta.contentType)
      ? await once("drawing", source, context, (pending, signal) =>
          sanitise(source, pending, context, signal),
        )
      : source;
    return encoded(drawing, headers, context);
  };

  function encoded(source: Entry<Representation>, headers: Headers, context: RequestContext) {
    const { contentType } = source.meta;
    if (!isCompressible(contentType, source.bytes)) return source;
    const vary = ["Accept-Encoding"];
    const encoding = encodingFor(headers.get("accept-encoding"), contentType, source.bytes);
    if (!encoding) return { ...source, meta: { ...source.meta, vary } };
    return once(
      encoding,
      { ...source, meta: { ...source.meta, vary, encoding } },
      context,
      (pending) => shrink(source, pending, encoding),
    );
  }

  /** The file of a kind that is made of this version of a source. */
  async function once(
    kind: string,
    source: Entry<Representation>,
    { signal, purgeEpoch }: RequestContext,
    work: (pending: PendingFile, signal: AbortSignal) => Promise<Made>,
  ): Promise<Entry<Representation>> {
    const key = cacheKey("variant", kind, source.key, source.meta.hash);
    const kept = await disk.getIntact<Representation>(key);
    // What the source's headers say may have changed since; the bytes have not.
    const current = (entry: Entry<Representation>) => ({
      ...entry,
      checkedAt: source.checkedAt,
      meta: { ...source.meta, ...madeOf(entry.meta) },
    });
    if (kept) return current(kept);
    const made = await flights(
      key,
      async (stopped) => {
        const release = disk.pin(source.key);
        const pending = disk.pendingFile();
        try {
          const meta = { ...source.meta, ...madeOf(await work(pending, stopped)) };
          return disk.add(key, pending, meta, { sources: [source.key], purgeEpoch });
        } finally {
          pending.discard();
          release();
        }
      },
      signal,
    );
    return current(made);
  }

  async function sanitise(
    { file }: Entry<Representation>,
    pending: PendingFile,
    { left, client }: RequestContext,
    signal: AbortSignal,
  ) {
    const job = { do: "sanitise", file, output: pending.file } as const;
    const allow = (bytes: number) => pending.allow(bytes);
    return pool.run<"sanitise">(job, { timeout: left(), client, signal, allow });
  }

  async function shrink(
    { file, bytes }: Entry<Representation>,
    pending: PendingFile,
    encoding: Encoding,
  ) {
    // Compressed, a text is hardly ever longer; what is not needed is given back.
    pending.allow(Math.ceil(bytes * 1.01) + 1024);
    return compress(file, encoding, pending.file);
  }
}

/** What is known of a variant alone. */
type Made = Pick<Representation, "hash" | "undrawn" | "fonts">;

function madeOf({ hash, undrawn, fonts }: Made): Made {
  return {
    hash,
    ...(undrawn === undefined ? {} : { undrawn }),
    ...(fonts === undefined ? {} : { fonts }),
  };
}
