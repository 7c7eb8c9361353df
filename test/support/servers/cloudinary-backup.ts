import {
  type CloudinaryBackup,
  cloudinaryBackup,
} from "../../../src/origins/cloudinary-backup/origin.ts";
import type { Validators } from "../../../src/origins/origin.ts";
import { openBucket } from "../../../src/origins/s3/client.ts";
import type { S3Access } from "../../../src/origins/s3/store-client.ts";
import type { S3Server } from "./s3-server.ts";

/** Folder of a cloud in the bucket. */
export const mount = "res/demo-cloud";
/** Folder of its uploaded images. */
export const uploads = `${mount}/image/upload`;

/** An origin that says what was asked of its bucket: one `LIST prefix` per page, one `GET key`. */
export function openOver(server: S3Server, change: Partial<CloudinaryBackup> = {}) {
  const requests: string[] = [];
  const open = (access: S3Access): ReturnType<typeof openBucket> => {
    const bucket = openBucket(access);
    return {
      get(key, ...rest) {
        requests.push(`GET ${key}`);
        return bucket.get(key, ...rest);
      },
      async *list(prefix, ...rest) {
        for await (const page of bucket.list(prefix, ...rest)) {
          requests.push(`LIST ${prefix}`);
          yield page;
        }
      },
    };
  };
  const settings = {
    id: "1",
    name: "backup",
    bucket: "backup",
    prefix: mount,
    s3ForcePathStyle: true,
    endpoint: server.endpoint,
    region: server.region,
    accessKey: server.accessKey,
    secretKey: server.secretKey,
    ...change,
  };
  const origin = cloudinaryBackup(settings, open);
  const signal = AbortSignal.timeout(120_000);
  return {
    requests,
    lists: () => requests.filter((request) => request.startsWith("LIST")),
    /** As the server does: the path decoded, and as it was received. */
    ask: (rawPath: string, known?: Validators) =>
      origin.fetch({ path: decodeURIComponent(rawPath), rawPath }, signal, known),
    /** The key that is delivered for a path. */
    async key(rawPath: string) {
      requests.length = 0;
      const answer = await this.ask(rawPath);
      if (answer === undefined || answer === "unchanged") return answer ?? null;
      await answer.body.cancel();
      return requests.at(-1)?.slice("GET ".length);
    },
  };
}

/** Stores many objects, several at a time. */
export async function put(server: S3Server, bucket: string, keys: string[]): Promise<void> {
  const left = [...keys];
  const worker = async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) {
      await server.putObject(bucket, key, new TextEncoder().encode(key));
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
