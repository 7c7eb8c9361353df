import { Type } from "@sinclair/typebox";
import { common, fields, hostOf, privateNetwork, url } from "../fields.ts";
import { folderPrefix } from "../keys.ts";
import { type BucketAccess, bucketType } from "../origin-type.ts";
import { checkKeys, inBucket, keys, pathStyle, region, role } from "./fields.ts";
import { s3Hints } from "./hints.ts";
import type { S3Bucket } from "./origin.ts";

const amazon = fields(
  { ...common, ...inBucket, region, ...keys, ...role },
  "A bucket in Amazon S3",
);

const compatible = fields(
  {
    ...common,
    ...inBucket,
    endpoint: url("Endpoint of the store, such as https://s3.us-west-1.wasabisys.com"),
    region: Type.Optional(
      Type.String({
        description: "Region, where the endpoint does not name it",
        minLength: 1,
        "x-advanced": true,
      }),
    ),
    s3ForcePathStyle: pathStyle,
    ...keys,
    allowPrivateNetwork: privateNetwork(true),
  },
  "A bucket in a store that speaks S3: Wasabi, DigitalOcean Spaces, MinIO, Swift and others",
);

/** The same for both types: they differ in their fields only. */
const bucket = {
  prefix: ({ prefix }: S3Bucket) => folderPrefix(prefix),
  open: async (settings: S3Bucket) => (await import("./client.ts")).openBucket(settings),
  scan: async (settings: S3Bucket, signal: AbortSignal) =>
    (await import("./scan.ts")).scanBucket(settings, folderPrefix(settings.prefix), signal),
  serve: async (settings: S3Bucket, opened) =>
    (await import("./origin.ts")).s3Bucket(settings, () => opened),
} satisfies BucketAccess<typeof amazon> & BucketAccess<typeof compatible>;

const test = async (settings: S3Bucket, signal: AbortSignal) =>
  (await import("./test.ts")).testBucket(settings, false, signal);

export const s3 = bucketType({
  type: "S3",
  title: "Amazon S3 bucket",
  sentence: "A bucket in Amazon S3.",
  schema: amazon,
  check: checkKeys(amazon.properties),
  hints: s3Hints,
  bucket,
  test,
});

export const s3Compatible = bucketType({
  type: "S3_COMPATIBLE",
  title: "S3 Compatible Storages",
  sentence: "Wasabi, DigitalOcean Spaces, MinIO, Swift: any S3-compatible service.",
  schema: compatible,
  check: checkKeys(compatible.properties),
  receivers: ({ endpoint }) => [hostOf(endpoint)],
  hints: s3Hints,
  bucket,
  test,
});
