import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { partOf } from "../../src/runtime/range.ts";
import { fileBody, listen } from "../../src/runtime/runtime.ts";
import { send } from "../support/http.ts";
import { temporaryFolder } from "../support/tintype.ts";

const etag = '"tag"';
const lastModified = "Sat, 21 Nov 2026 20:00:00 GMT";
const bytes = 1000;

// Each is asked of the runtime, too: what is said in the log is what it does.
const ranges: [range: string, ifRange?: string][] = [
  ["bytes=0-9"],
  ["bytes=990-"],
  ["bytes=-10"],
  ["bytes=-2000"],
  ["bytes=0-5000"],
  ["bytes=999-999"],
  ["bytes=1000-"],
  ["bytes=5000-6000"],
  ["bytes=-0"],
  ["bytes=5-2"],
  ["bytes=0-1,5-6"],
  ["bytes=-"],
  ["bytes=a-b"],
  ["items=0-9"],
  ["bytes=0-9", etag],
  ["bytes=0-9", lastModified],
  ["bytes=0-9", '"other"'],
  ["bytes=0-9", "Sat, 21 Nov 2020 20:00:00 GMT"],
];

describe("a range is logged as it is answered:", () => {
  const file = join(temporaryFolder(), "file");
  let server: ReturnType<typeof listen>;
  beforeAll(() => {
    writeFileSync(file, Buffer.alloc(bytes, 65));
    const headers = { ETag: etag, "Last-Modified": lastModified, "Content-Type": "image/jpeg" };
    server = listen(() => new Response(fileBody(file), { headers }), {
      hostname: "127.0.0.1",
      port: 0,
      idleTimeoutSeconds: 10,
    });
  });
  afterAll(() => server.end());

  for (const [range, ifRange] of ranges) {
    test(ifRange === undefined ? range : `${range} if ${ifRange}`, async () => {
      const headers = { Range: range, ...(ifRange === undefined ? {} : { "If-Range": ifRange }) };
      const answer = await send(`http://127.0.0.1:${server.port}`, "/", { headers });
      const part = partOf(new Headers(headers), bytes, { etag, lastModified });
      const [, from = "0"] = /^bytes (\d+)-/.exec(answer.headers.get("content-range") ?? "") ?? [];
      expect(part).toEqual({
        status: answer.status,
        from: Number(from),
        bytes: answer.body.length,
      });
    });
  }
});
