/**
 * Real S3 servers on loopback, each in its own temporary folder and on free ports.
 *
 * Start one in `beforeAll(…, startLimit)` and stop it in `afterAll`. Whatever is not stopped goes
 * when the test process does, even if that is killed.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describeUnless } from "../needs.ts";
import { startCluster, whyNoCluster } from "./swift/cluster.ts";
import { type Processes, startProcesses } from "./swift/processes.ts";

type S3Credentials = { accessKey: string; secretKey: string };

export type S3Server = S3Credentials & {
  endpoint: string;
  region: string;
  /**
   * May get every object and list none; only Swift has one. One thing differs from S3's
   * `s3:GetObject` without `s3:ListBucket`: a missing key is 404 `NoSuchKey`, and not 403.
   */
  limited?: S3Credentials;
  createBucket(name: string): Promise<void>;
  /** Sends `headers` as they are, so metadata is `{ "x-amz-meta-name": "value" }`. */
  putObject(
    bucket: string,
    key: string,
    body: Uint8Array,
    headers?: Record<string, string>,
  ): Promise<void>;
  deleteObject(bucket: string, key: string): Promise<void>;
  /** Ends the server and removes its folder; a second call does nothing. */
  stop(): Promise<void>;
};

/**
 * How long a start may take, in milliseconds. Swift takes two or three seconds of full work for the
 * processor, so more where several tests run at once.
 */
export const startLimit = 60_000;

/** Why Swift cannot be started here, or `undefined` when it can. */
export const swiftAvailable = whyNoCluster;

/** `describe`, but where Swift is absent it is skipped, or in CI fails, and says why. */
export function describeWithSwift(name: string, body: () => void): void {
  describeUnless(swiftAvailable(), name, body);
}

/**
 * OpenStack Swift with its S3 interface: it verifies signatures, pages listings, and keeps every
 * key as it was given, except that one with a control character breaks the listing.
 */
export async function startSwift(): Promise<S3Server> {
  const region = "us-east-1";
  const owner = { accessKey: "test:owner", secretKey: "owner-secret" };
  const limited = { accessKey: "test:limited", secretKey: "limited-secret" };
  return startServer(async (processes) => {
    const port = await startCluster(processes, region, [owner, limited]);
    return {
      endpoint: `http://127.0.0.1:${port}`,
      region,
      ...owner,
      limited,
      // Swift's own permission, which S3's words cannot express: get objects, but do not list.
      bucketHeaders: { "x-container-read": ".r:*" },
    };
  });
}

/**
 * s3rver, from npm alone: it accepts any secret, lists in no certain order, and fails when a
 * listing is limited with `MaxKeys`. It refuses keys with an empty segment (`a//b.jpg`,
 * `/lead.jpg`) and resolves `.` and `..` (`./rel.jpg` and `x/../y.jpg` become `rel.jpg` and
 * `y.jpg`, `../up.jpg` leaves the bucket); other keys are kept.
 */
export async function startS3rver(): Promise<S3Server> {
  const program = fileURLToPath(import.meta.resolve("s3rver/bin/s3rver.js"));
  return startServer(async ({ folder, start }) => {
    const data = join(folder, "data");
    const server = start(process.execPath, [program, "-d", data, "-a", "127.0.0.1", "-p", "0"]);
    const port = await server.until(
      async () => /listening on 127\.0\.0\.1:(\d+)/.exec(await server.log())?.[1],
    );
    return {
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      // The only pair it knows.
      ...{ accessKey: "S3RVER", secretKey: "S3RVER" },
      bucketHeaders: {},
    };
  });
}

type StartedServer = Pick<S3Server, "endpoint" | "region" | keyof S3Credentials | "limited"> & {
  /** Sent with every new bucket. */
  bucketHeaders: Record<string, string>;
};

async function startServer(
  start: (processes: Processes) => Promise<StartedServer>,
): Promise<S3Server> {
  const processes = await startProcesses();
  try {
    const { bucketHeaders, ...server } = await start(processes);
    const client = s3Client(server);
    await checkHealth(client);
    return {
      ...server,
      async createBucket(name) {
        const command = new CreateBucketCommand({ Bucket: name });
        command.middlewareStack.add(sending(bucketHeaders), { step: "build" });
        await client.send(command);
      },
      async putObject(bucket, key, body, headers = {}) {
        const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body });
        command.middlewareStack.add(sending(headers), { step: "build" });
        await client.send(command);
      },
      async deleteObject(bucket, key) {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      },
      async stop() {
        client.destroy();
        await processes.stop();
      },
    };
  } catch (error) {
    const logs = await processes.logs();
    await processes.stop();
    throw new Error(`Cannot start an S3 server\n${logs}`, { cause: error });
  }
}

/** A client for a server as its owner, or with other credentials. It sends every key as given. */
export function s3Client(
  server: Pick<S3Server, "endpoint" | "region" | keyof S3Credentials>,
  { accessKey, secretKey }: S3Credentials = server,
): S3Client {
  return new S3Client({
    endpoint: server.endpoint,
    region: server.region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    // Neither server knows the checksums that the SDK would otherwise add.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

/** Stores one object and removes it, so that a disk Swift cannot use is found here. */
async function checkHealth(client: S3Client): Promise<void> {
  const Bucket = "health";
  const Key = "check";
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key, Body: "ok" }));
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await client.send(new DeleteBucketCommand({ Bucket }));
}

/** A middleware that sets request headers before they are signed. */
function sending(headers: Record<string, string>) {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return <Args extends { request: unknown }, Output>(next: (args: Args) => Promise<Output>) =>
    (args: Args): Promise<Output> => {
      const request = args.request as { headers: Record<string, string> };
      Object.assign(request.headers, Object.fromEntries(lowerCase));
      return next(args);
    };
}
