import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { CheckResult } from "../check-result.ts";
import { folderPrefix } from "../keys.ts";
import { type SdkError, s3Hints } from "./hints.ts";
import { openStoreClient, type S3Access } from "./store-client.ts";

interface TestedBucket extends S3Access {
  prefix?: string;
}

/** Tries a bucket: listing tells most; where it is not allowed, a read of a missing key tells the rest. */
export async function testBucket(
  access: TestedBucket,
  mustList: boolean,
  abortSignal: AbortSignal,
): Promise<CheckResult[]> {
  const store = openStoreClient(access);
  const Bucket = access.bucket;
  const Prefix = folderPrefix(access.prefix);
  const reach = (message: string): CheckResult => ({ name: "Reach the bucket", ok: true, message });
  try {
    const list = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 });
    const { KeyCount, Contents, Name } = await store.ask((client) =>
      client.send(list, { abortSignal }),
    );
    if (KeyCount === undefined && Contents === undefined && Name === undefined) {
      const $response = { headers: { "content-type": "text/html" } };
      return [failed("Reach the bucket", { $response })];
    }
    const found = (KeyCount ?? Contents?.length ?? 0) > 0;
    return [
      reach(`The bucket ${Bucket} answers, and the keys are accepted`),
      inFolder(Prefix, found),
    ];
  } catch (error) {
    if (!isDenied(error)) return [failed("Reach the bucket", error)];
  }
  if (mustList) {
    const message =
      "The keys are not allowed to list the bucket, which is needed to find the newest versions";
    const help = "Allow s3:ListBucket on the bucket and s3:GetObject on its objects";
    return [reach("The store answers"), { name: "List the bucket", ok: false, message, help }];
  }
  try {
    const Key = `${Prefix}tintype-connection-test`;
    const get = new GetObjectCommand({ Bucket, Key });
    await store.ask((client) => client.send(get, { abortSignal }));
  } catch (error) {
    const status = (error as SdkError).$metadata?.httpStatusCode;
    // Without permission to list, S3 answers 403 for a key that is not there.
    if (status !== 404 && !isDenied(error)) return [failed("Read from the bucket", error)];
  }
  const message =
    "The keys are not allowed to list the bucket; that is fine, because reading is enough";
  return [reach("The store answers"), { name: "List the bucket", ok: true, message }];
}

function inFolder(prefix: string, found: boolean): CheckResult {
  const name = "Look into the folder";
  const where = prefix === "" ? "The bucket" : `The folder ${prefix}`;
  return found
    ? { name, ok: true, message: `${where} holds files` }
    : {
        name,
        ok: false,
        message: `${where} is empty`,
        help: "Check the folder; `/` is the bucket's root",
      };
}

function isDenied(error: unknown): boolean {
  const { name } = error as SdkError;
  return name === "AccessDenied" || name === "Forbidden" || name === "403";
}

function failed(name: string, error: unknown): CheckResult {
  const status = (error as SdkError).$metadata?.httpStatusCode;
  const said =
    status === undefined
      ? "The endpoint cannot be reached"
      : `The store answered with status ${status}`;
  const help = "Check the endpoint, the bucket and the keys";
  return { name, ok: false, ...(s3Hints(error) ?? { message: said, help }) };
}
