import { afterEach, describe, expect, test } from "bun:test";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Fetched } from "../../src/origins/origin.ts";
import { s3Bucket } from "../../src/origins/s3/origin.ts";
import { regionOf } from "../../src/origins/s3/regions.ts";
import type { S3Access } from "../../src/origins/s3/store-client.ts";
import { testBucket } from "../../src/origins/s3/test.ts";
import {
  type Answer,
  type StoreServer,
  startStore,
  storeError,
} from "../support/servers/store-server.ts";

let store: StoreServer | undefined;
afterEach(() => store?.stop());

async function access(answer: Answer, change: Partial<S3Access> = {}) {
  store = await startStore(answer);
  const keys = { accessKey: "a", secretKey: "b" };
  return { bucket: "b", endpoint: store.url, s3ForcePathStyle: true, ...keys, ...change };
}

async function ask(answer: Answer, path = "a.jpg", change: Partial<S3Access> = {}) {
  const origin = s3Bucket({ id: "1", name: "store", ...(await access(answer, change)) });
  return origin.fetch({ path, rawPath: encodeURI(path) }, AbortSignal.timeout(20_000));
}

const textOf = async (fetched: unknown) => new Response((fetched as Fetched).body).text();
const listing: Answer = (_, response) =>
  void response.writeHead(200).end("<ListBucketResult><Key>secret.pdf</Key></ListBucketResult>");

describe("a path that names no object never reaches the store:", () => {
  for (const path of ["", ".", "x/.", "x/..", "a/", "a/b/", "%2e", "x/%2E%2e", "x\\", "x/.%2E"]) {
    test(JSON.stringify(path), async () => {
      expect(await ask(listing, path)).toBeUndefined();
      expect(store?.requests).toEqual([]);
    });
  }
  test("..", async () => {
    await expect(ask(listing, "..")).rejects.toMatchObject({ code: "ENOENT" });
    expect(store?.requests).toEqual([]);
  });
});

describe("an empty object that stands for a folder is absent:", () => {
  for (const type of [
    "application/x-directory; charset=UTF-8",
    "application/directory",
    "httpd/unix-directory",
  ]) {
    test(type, async () => {
      const headers = { "Content-Type": type, "Content-Length": 0 };
      const answer: Answer = (_, response) => void response.writeHead(200, headers).end();
      expect(await ask(answer)).toBeUndefined();
    });
  }
  test("but not an empty file", async () => {
    const headers = { "Content-Type": "text/plain", "Content-Length": 0 };
    const answer: Answer = (_, response) => void response.writeHead(200, headers).end();
    expect(await ask(answer)).toMatchObject({ bytes: 0 });
  });
});

describe("a body that breaks off is the store's failure", () => {
  const cut =
    (headers: Record<string, string>): Answer =>
    (_, response) => {
      response.writeHead(200, headers).write("abc");
      setTimeout(() => response.destroy(), 30);
    };
  for (const [name, headers] of [
    ["with a length", { "Content-Length": "100" }],
    ["in chunks", {}],
    ["when it is compressed", { "Content-Encoding": "gzip", "Content-Length": "100" }],
  ] as const) {
    test(name, async () => {
      const reading = textOf(await ask(cut({ ...headers })));
      await expect(reading).rejects.toMatchObject({ name: "Failure", code: "EUPSTREAM" });
    });
  }
});

describe("what is stored compressed is decoded:", () => {
  const plain = "plain text ".repeat(1000);
  const bytes = Buffer.from(plain);
  const codings: [coding: string, body: Uint8Array][] = [
    ["gzip", gzipSync(bytes)],
    ["GZIP", gzipSync(bytes)],
    ["x-gzip", gzipSync(bytes)],
    ["deflate", deflateSync(bytes)],
    ["br", brotliCompressSync(bytes)],
    ["zstd", zstdCompressSync(bytes)],
    ["gzip, br", brotliCompressSync(gzipSync(bytes))],
    ["gzip,gzip", gzipSync(gzipSync(bytes))],
    ["gzip, aws-chunked", gzipSync(bytes)],
    ["identity", bytes],
    ["aws-chunked", bytes],
    ["", bytes],
  ];
  for (const [coding, body] of codings) {
    test(JSON.stringify(coding), async () => {
      const answer: Answer = (_, response) =>
        void response.writeHead(200, { "Content-Encoding": coding }).end(body);
      expect(await textOf(await ask(answer))).toBe(plain);
    });
  }
  test("a coding that is unknown is named", async () => {
    const answer: Answer = (_, response) =>
      void response.writeHead(200, { "Content-Encoding": "gzip, compress" }).end("x");
    const failure = { code: "EUPSTREAM", message: expect.stringContaining("`compress`") };
    await expect(ask(answer)).rejects.toMatchObject(failure);
  });
  test("what is not of its coding is broken", async () => {
    const answer: Answer = (_, response) =>
      void response.writeHead(200, { "Content-Encoding": "gzip" }).end("no gzip");
    await expect(ask(answer).then(textOf)).rejects.toMatchObject({ code: "EUPSTREAM" });
  });
});

describe("what a store says of a key", () => {
  const absent: [status: number, code: string][] = [
    [404, "NoSuchKey"],
    [400, "KeyTooLongError"],
    [400, "XMinioInvalidObjectName"],
    [400, "InvalidURI"],
    [400, "InvalidArgument"],
    [405, "MethodNotAllowed"],
    [414, "URITooLong"],
    [410, "Gone"],
  ];
  for (const [status, code] of absent) {
    test(`that it cannot have is an absence: ${status} ${code}`, async () => {
      const answer: Answer = (_, response) => storeError(response, status, code);
      expect(await ask(answer)).toBeUndefined();
    });
  }
  const broken: [status: number, code: string, failure: string][] = [
    [400, "InvalidToken", "EACCES"],
    [400, "ExpiredToken", "EACCES"],
    [403, "AccessDenied", "EACCES"],
    [403, "SecondLevelDomainForbidden", "EACCES"],
    [404, "NoSuchBucket", "EACCES"],
    [400, "AuthorizationHeaderMalformed", "EUPSTREAM"],
    [400, "InvalidBucketName", "EUPSTREAM"],
    [400, "InvalidRequest", "EUPSTREAM"],
    [429, "TooManyRequests", "EUPSTREAM"],
    [503, "SlowDown", "EUPSTREAM"],
  ];
  for (const [status, code, failure] of broken) {
    test(`and of credentials is told apart: ${status} ${code}`, async () => {
      const answer: Answer = (_, response) => storeError(response, status, code);
      await expect(ask(answer)).rejects.toMatchObject({ code: failure });
    });
  }
});

describe("a date that cannot be read does not lose the image:", () => {
  for (const date of ["gibberish", "2024-13-45", "0", ""]) {
    test(JSON.stringify(date), async () => {
      const answer: Answer = (_, response) =>
        void response.writeHead(200, { "Last-Modified": date, Expires: date }).end("image");
      expect(await textOf(await ask(answer))).toBe("image");
    });
  }
  test("one in another form is passed on in HTTP's", async () => {
    const answer: Answer = (_, response) =>
      void response.writeHead(200, { "Last-Modified": "2024-05-06T07:08:09Z" }).end("image");
    expect(await ask(answer)).toMatchObject({ lastModified: "Mon, 06 May 2024 07:08:09 GMT" });
  });
});

describe("the region", () => {
  const endpoints: [endpoint: string, region: string | undefined][] = [
    ["https://s3.us-west-1.wasabisys.com", "us-west-1"],
    ["https://s3.wasabisys.com", "us-east-1"],
    ["https://s3.us-west-004.backblazeb2.com", "us-west-004"],
    ["https://s3.fr-par.scw.cloud", "fr-par"],
    ["https://s3.gra.io.cloud.ovh.net", "gra"],
    ["https://s3.gra.perf.cloud.ovh.net/", "gra"],
    ["https://s3.eu-west-par.io.cloud.ovh.net", "eu-west-par"],
    ["https://fsn1.your-objectstorage.com", "fsn1"],
    ["https://pictures.fsn1.your-objectstorage.com", "fsn1"],
    ["https://nyc3.digitaloceanspaces.com", "nyc3"],
    ["https://us-southeast-1.linodeobjects.com", "us-southeast-1"],
    ["https://ewr1.vultrobjects.com", "ewr1"],
    ["https://s3.eu-central-1.amazonaws.com", "eu-central-1"],
    ["https://s3-eu-west-1.amazonaws.com", "eu-west-1"],
    ["https://s3.dualstack.ap-southeast-2.amazonaws.com", "ap-southeast-2"],
    ["https://s3-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
    ["https://s3.us-gov-east-1.amazonaws.com", "us-gov-east-1"],
    ["https://s3-fips.dualstack.us-east-2.amazonaws.com", "us-east-2"],
    ["https://s3.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    ["https://pictures.s3.ca-central-1.amazonaws.com", "ca-central-1"],
    ["https://s3.amazonaws.com", "us-east-1"],
    ["https://1234.r2.cloudflarestorage.com", "auto"],
    ["https://storage.googleapis.com", "auto"],
    ["https://oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou"],
    ["https://cos.ap-guangzhou.myqcloud.com", "ap-guangzhou"],
    ["https://sos-ch-gva-2.exo.io", "ch-gva-2"],
    ["https://s3.us-south.cloud-object-storage.appdomain.cloud", "us-south"],
    ["https://s3-eu-central-1.ionoscloud.com", "eu-central-1"],
    ["https://minio.example.com", undefined],
    ["http://127.0.0.1:9000", undefined],
  ];
  for (const [endpoint, region] of endpoints) {
    test(`of ${endpoint} is ${region}`, () => expect(regionOf(endpoint)).toBe(region as string));
  }

  const signedFor = (authorization = "") =>
    /\/([a-z0-9-]+)\/s3\/aws4_request/.exec(authorization)?.[1];
  const inParis =
    (status: number, code: string, told: Parameters<typeof storeError>[3]): Answer =>
    ({ headers }, response) =>
      signedFor(headers.authorization) === "fr-par"
        ? void response.end("image")
        : storeError(response, status, code, told);

  test("that an error names is used from then on", async () => {
    const answer = inParis(400, "AuthorizationHeaderMalformed", {
      more: "<Region>fr-par</Region>",
    });
    const origin = s3Bucket({ id: "1", name: "store", ...(await access(answer)) });
    const get = () =>
      origin.fetch({ path: "a.jpg", rawPath: "a.jpg" }, AbortSignal.timeout(20_000)).then(textOf);
    expect([await get(), await get()]).toEqual(["image", "image"]);
    expect(store?.requests.length).toBe(3);
  });

  for (const status of [301, 307]) {
    test(`that a ${status} names is used`, async () => {
      const headers = { "x-amz-bucket-region": "fr-par" };
      const answer = inParis(status, "PermanentRedirect", { headers });
      expect(await textOf(await ask(answer))).toBe("image");
    });
  }

  test("that is none is not believed", async () => {
    const answer: Answer = (_, response) =>
      storeError(response, 400, "AuthorizationHeaderMalformed", {
        more: "<Region>evil.test/x</Region>",
      });
    await expect(ask(answer)).rejects.toMatchObject({ code: "EUPSTREAM" });
    expect(store?.requests.length).toBe(1);
  });
});

describe("a redirect of a bucket that is new", () => {
  test("is followed, and signed for where it leads", async () => {
    const hosts: (string | undefined)[] = [];
    const other = await startStore((request, response) => {
      hosts.push(request.headers.host);
      response.end(request.url?.startsWith("/b/a%20b.jpg") ? "image" : "no");
    });
    const answer: Answer = (_, response) =>
      storeError(response, 307, "TemporaryRedirect", {
        headers: { Location: `${other.url}/b/a%20b.jpg` },
      });
    expect(await textOf(await ask(answer, "a b.jpg"))).toBe("image");
    expect(hosts).toEqual([new URL(other.url).host]);
    await other.stop();
  });

  test("ends when it goes round in a circle", async () => {
    const answer: Answer = ({ url, headers }, response) =>
      storeError(response, 307, "TemporaryRedirect", {
        headers: { Location: `http://${headers.host}${url}` },
      });
    await expect(ask(answer)).rejects.toMatchObject({ code: "EUPSTREAM" });
    expect(store?.requests.length).toBeLessThan(10);
  });
});

test("a session token is sent with the keys", async () => {
  let token: unknown;
  const answer: Answer = ({ headers }, response) => {
    token = headers["x-amz-security-token"];
    response.end("image");
  };
  await ask(answer, "a.jpg", { sessionToken: "session" });
  expect(token).toBe("session");
});

describe("a connection test says", () => {
  const said = async (answer: Answer) => {
    const [step] = await testBucket(await access(answer), false, AbortSignal.timeout(9000));
    return `${step?.message}: ${step?.help}`;
  };
  const codes: [status: number, code: string, words: RegExp][] = [
    [404, "NoSuchBucket", /not found.*path-style/],
    [400, "InvalidToken", /token/i],
    [400, "ExpiredToken", /token.*expired|expired.*token/i],
    [403, "SecondLevelDomainForbidden", /host name.*s3ForcePathStyle/i],
  ];
  for (const [status, code, words] of codes) {
    test(`what ${code} means`, async () => {
      expect(await said((_, response) => storeError(response, status, code))).toMatch(words);
    });
  }
  for (const [type, body] of [
    ["text/plain", "Client sent an HTTP request to an HTTPS server.\n"],
    ["text/html", "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>"],
  ] as const) {
    const answer: Answer = (_, response) =>
      void response.writeHead(400, { "Content-Type": type }).end(body);
    test(`that a port for https was asked in http: ${body}`, async () => {
      expect(await said(answer)).toMatch(/http or https/);
    });
    test(`and an original is not taken for absent there: ${body}`, async () => {
      await expect(ask(answer)).rejects.toMatchObject({ code: "EUPSTREAM" });
    });
  }
  const page = "<!doctype html><html><head><title>Console</title></head><body>Hi</body></html>";
  for (const status of [200, 404]) {
    test(`that a web page answers with ${status} where a store should be`, async () => {
      const answer: Answer = (_, response) =>
        void response.writeHead(status, { "Content-Type": "text/html" }).end(page);
      expect(await said(answer)).toMatch(/web page/);
    });
  }
});
