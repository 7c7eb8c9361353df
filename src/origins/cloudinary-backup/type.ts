import { Type } from "@sinclair/typebox";
import { apiSecret, common, fields, flag, hostOf, privateNetwork, url } from "../fields.ts";
import { bucketType } from "../origin-type.ts";
import { checkKeys, inBucket, keys, pathStyle, region, role } from "../s3/fields.ts";
import { s3Hints } from "../s3/hints.ts";
import { mountPrefix, readMount } from "./search.ts";

const schema = fields(
  {
    ...common,
    ...inBucket,
    encodeKeys: Type.Optional({ ...inBucket.encodeKeys, default: "auto" }),
    tolerant: Type.Optional(flag("Also find unversioned files and older layouts", true)),
    region,
    endpoint: Type.Optional(
      url("Endpoint of the store, if the backup is not in Amazon S3", { "x-advanced": true }),
    ),
    s3ForcePathStyle: pathStyle,
    ...keys,
    ...role,
    apiSecret,
    allowPrivateNetwork: privateNetwork(true),
  },
  "A Cloudinary backup bucket; the keys must be allowed to list it",
);

export const cloudinaryBackup = bucketType({
  type: "CLOUDINARY_BACKUP",
  title: "Cloudinary Backup Bucket",
  sentence: "The bucket Cloudinary backs every upload up to. Tintype picks the newest version.",
  schema,
  check: checkKeys(schema.properties),
  receivers: ({ endpoint = "" }) => [hostOf(endpoint)],
  hints: s3Hints,
  bucket: {
    mount: ({ prefix }) => readMount(prefix),
    prefix: ({ prefix }) => mountPrefix(readMount(prefix)),
    open: async (settings) => (await import("../s3/client.ts")).openBucket(settings),
    scan: async (settings, signal) =>
      (await import("../s3/scan.ts")).scanBucket(
        settings,
        mountPrefix(readMount(settings.prefix)),
        signal,
      ),
    serve: async (settings, bucket) =>
      (await import("./origin.ts")).cloudinaryBackup(settings, () => bucket),
  },
  test: async (settings, signal) =>
    (await import("../s3/test.ts")).testBucket(settings, true, signal),
});
