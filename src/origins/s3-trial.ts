import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { folderPrefix } from "./keys.ts";
import { createClient, type S3Access } from "./s3-client.ts";
import type { Step } from "./step.ts";

export interface S3Trial extends S3Access {
  prefix?: string;
}

interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/** What an error of the store means, by its name, in plain words; and what to change. */
const meanings: Record<string, [message: string, help: string]> = {
  NoSuchBucket: ["The bucket was not found", "Check the bucket's name, and the endpoint or region"],
  InvalidAccessKeyId: ["The access key is unknown to the store", "Check the access key"],
  SignatureDoesNotMatch: [
    "The store refused the signature",
    "Check the secret key; some stores want the region in the endpoint set as `region`",
  ],
  AuthorizationHeaderMalformed: [
    "The bucket lies in another region",
    "Set `region` to the bucket's region",
  ],
  PermanentRedirect: [
    "The bucket lies in another region",
    "Set `region`, or the region's endpoint",
  ],
  RequestTimeTooSkewed: ["This machine's clock is wrong", "Set the clock"],
  ENOTFOUND: ["The endpoint's host name is unknown", "Check the endpoint, and `s3ForcePathStyle`"],
  ECONNREFUSED: ["Nothing answers at the endpoint", "Check the endpoint's address and port"],
  TimeoutError: ["The endpoint does not answer", "Check the address, and any firewall on the way"],
  AbortError: ["The endpoint does not answer", "Check the address, and any firewall on the way"],
  CredentialsProviderError: [
    "No credentials were found in the environment",
    "Give keys, or run where a role or a profile is set",
  ],
};

/** Tries a bucket: listing tells most; where it is not allowed, a read of a missing key tells the rest. */
export async function tryBucket(
  access: S3Trial,
  mustList: boolean,
  abortSignal: AbortSignal,
): Promise<Step[]> {
  const client = createClient(access);
  const Bucket = access.bucket;
  const Prefix = folderPrefix(access.prefix);
  const reach = (message: string): Step => ({ name: "Reach the bucket", ok: true, message });
  try {
    const list = new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 });
    const { KeyCount, Contents } = await client.send(list, { abortSignal });
    const found = (KeyCount ?? Contents?.length ?? 0) > 0;
    return [
      reach(`The bucket ${Bucket} answers, and the keys are accepted`),
      inFolder(Prefix, found),
    ];
  } catch (error) {
    if (!isDenied(error)) return [stepOf("Reach the bucket", error)];
  }
  if (mustList) {
    const message = "The keys may not list the bucket, and versions are found by listing";
    const help = "Allow s3:ListBucket on the bucket and s3:GetObject on its objects";
    return [reach("The store answers"), { name: "List the bucket", ok: false, message, help }];
  }
  try {
    const Key = `${Prefix}tintype-connection-test`;
    await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
  } catch (error) {
    const status = (error as SdkError).$metadata?.httpStatusCode;
    // Without permission to list, S3 answers 403 for a key that is not there.
    if (status !== 404 && !isDenied(error)) return [stepOf("Read from the bucket", error)];
  }
  const message = "The keys may not list the bucket, which is fine: reading is enough";
  return [reach("The store answers"), { name: "List the bucket", ok: true, message }];
}

function inFolder(prefix: string, found: boolean): Step {
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

function stepOf(name: string, error: unknown): Step {
  const { name: kind = "", code = "", $metadata } = error as SdkError;
  const [message, help] = meanings[kind] ??
    meanings[code] ?? [
      $metadata?.httpStatusCode === undefined
        ? "The endpoint cannot be reached"
        : `The store answered with status ${$metadata.httpStatusCode}`,
      "Check the endpoint, the bucket and the keys",
    ];
  return { name, ok: false, message, help };
}
