import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { Failure } from "../../failure.ts";
import type { Bucket } from "../bucket.ts";
import { type ByteRange, rangeHeader, receivedRange } from "../byte-range.ts";
import { decodersOf } from "../content-coding.ts";
import { namesObject } from "../keys.ts";
import type { Fetched } from "../origin.ts";
import { isMarkedPrivate } from "../private-mark.ts";
import { bodyOf, discard } from "./body.ts";
import { explain, failureOf } from "./failures.ts";
import { openStoreClient, type S3Access } from "./store-client.ts";

export function openBucket(access: S3Access): Bucket {
  const store = openStoreClient(access);
  const Bucket = access.bucket;
  return {
    async get(Key, signal, known, range) {
      // The bucket itself would answer with its listing.
      if (!namesObject(Key)) return undefined;
      const input: GetObjectCommandInput = { Bucket, Key };
      if (known?.etag !== undefined) input.IfNoneMatch = known.etag;
      if (range) input.Range = rangeHeader(range);
      if (range?.etag !== undefined) input.IfMatch = range.etag;
      try {
        const send = () => new GetObjectCommand(input);
        const output = await store.ask((client) => client.send(send(), { abortSignal: signal }));
        return fetched(output, signal, range);
      } catch (error) {
        return explain(error);
      }
    },

    async *list(Prefix, signal, pages = 20) {
      let ContinuationToken: string | undefined;
      for (let page = 0; page < pages; page += 1) {
        const command = new ListObjectsV2Command({
          Bucket,
          Prefix,
          Delimiter: "/",
          EncodingType: "url",
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        });
        const answer = await store
          .ask((client) => client.send(command, { abortSignal: signal }))
          .catch(failListing);
        yield (answer.Contents ?? []).map(({ Key = "", Size = 0, LastModified }) => ({
          // The SDK leaves keys as they came; not every store encodes them when asked to, and `+`
          // is how some write a space here.
          key: answer.EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", "%20")) : Key,
          bytes: Size,
          modified: LastModified?.getTime() ?? 0,
        }));
        ContinuationToken = answer.NextContinuationToken;
        if (!answer.IsTruncated || ContinuationToken === undefined) return;
      }
    },
  };
}

/** What tools write as the type of an empty object that stands for a folder. */
const folderType = /^(?:application\/(?:x-)?directory|httpd\/unix-directory)\b/i;

/** Undefined for an object that stands for a folder. */
function fetched(
  output: GetObjectCommandOutput,
  signal: AbortSignal,
  range: ByteRange | undefined,
): Fetched | undefined {
  const { Body, ContentLength, ContentRange, ContentType } = output;
  if (!Body) throw new Failure("EUPSTREAM", "The bucket answered without a body");
  if (ContentLength === 0 && folderType.test(ContentType ?? "")) {
    discard(Body);
    return undefined;
  }
  try {
    const decoders = decodersOf(output.ContentEncoding);
    const isEncoded = decoders.length > 0;
    const isPart = range && ContentRange !== undefined;
    const received = isPart ? receivedRange(ContentRange, isEncoded, range) : undefined;
    const answer: Fetched = { body: bodyOf(Body, ContentLength, decoders, signal) };
    // The length is that of the encoded body.
    if (ContentLength !== undefined && !isEncoded) answer.bytes = ContentLength;
    if (received) answer.range = received;
    if (output.ETag !== undefined) answer.etag = output.ETag;
    if (output.LastModified) answer.lastModified = output.LastModified.toUTCString();
    if (ContentType !== undefined) answer.contentType = ContentType;
    if (output.CacheControl !== undefined) answer.cacheControl = output.CacheControl;
    if (isMarkedPrivate(output.Metadata?.isprivatefile)) answer.isPrivate = true;
    return answer;
  } catch (error) {
    discard(Body);
    throw error;
  }
}

function failListing(error: unknown): never {
  throw failureOf(error);
}
