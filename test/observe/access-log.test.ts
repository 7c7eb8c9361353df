import { describe, expect, test } from "bun:test";
import { createAccessLog, type ServedRequest } from "../../src/observe/access-log.ts";
import { withoutSignatures } from "../../src/url/without-signatures.ts";

const served: ServedRequest = {
  time: Date.UTC(2026, 10, 22, 8, 30),
  id: "page-7",
  client: "203.0.113.7",
  method: "GET",
  target: "/tr:w-300/shoe.jpg",
  status: 200,
  cache: "miss",
  origin: "Shop bucket",
  bytes: 24_351,
  milliseconds: 46.04,
  stages: { origin: 12.345, queue: 0.04, render: 33 },
};

function lineOf(format: "text" | "json", record: ServedRequest): string {
  const lines: string[] = [];
  const log = { format, line: (text: string) => void lines.push(text) };
  createAccessLog(log, { served() {} }).served(record);
  expect(lines.length).toBe(1);
  return lines[0] ?? "";
}

test("a machine reads a request as one object", () => {
  expect(JSON.parse(lineOf("json", served))).toEqual({
    level: "info",
    message: "served",
    ...served,
    time: "2026-11-22T08:30:00.000Z",
    milliseconds: 46,
    stages: { origin: 12.3, queue: 0, render: 33 },
  });
});

test("people read it as one line", () => {
  expect(lineOf("text", served)).toBe(
    "200 miss GET /tr:w-300/shoe.jpg from Shop bucket 24351 B 46 ms, origin 12.3, queue 0, render 33 203.0.113.7 page-7",
  );
  const { cache: _, origin: __, ...failed } = { ...served, status: 404, code: "ENOENT" };
  expect(lineOf("text", { ...failed, bytes: 20, milliseconds: 1, stages: {} })).toBe(
    "404 ENOENT GET /tr:w-300/shoe.jpg 20 B 1 ms 203.0.113.7 page-7",
  );
});

test("nothing in a line makes two of it or speaks to the terminal", () => {
  const origin = "one\ntwo\u001b[31m\u009b";
  expect(lineOf("text", { ...served, origin })).toContain("one%0Atwo%1B[31m%C2%9B");
  expect(lineOf("json", { ...served, origin })).not.toContain("\n");
});

describe("a request is called", () => {
  const { nextId } = createAccessLog({ format: "json", line() {} }, { served() {} });
  const good = ["a", "7f3e9c1a-3d2b-4c5d-8e9f-0a1b2c3d4e5f", "web.1_2", "a".repeat(64)];
  for (const id of good) {
    test(`${id.slice(0, 40)} as its client calls it`, () => expect(nextId(id)).toBe(id));
  }
  const bad = [null, "", "two words", "a".repeat(65), "a\nb", "a\n", "<script>", "é"];
  for (const id of bad) {
    test(`by a name of our own where its client says ${JSON.stringify(id)?.slice(0, 40)}`, () => {
      expect(nextId(id)).toMatch(/^[0-9a-f]{8}-[0-9a-z]{1,9}$/);
    });
  }

  test("otherwise than every other one, after a restart too", () => {
    const other = createAccessLog({ format: "json", line() {} }, { served() {} });
    const ids = Array.from({ length: 1000 }, () => [nextId(null), other.nextId(null)]).flat();
    expect(new Set(ids).size).toBe(2000);
  });
});

describe("a log opens nothing:", () => {
  const cases: [target: string, logged: string][] = [
    ["/a.jpg", "/a.jpg"],
    ["/a.jpg?tr=w-300&v=2", "/a.jpg?tr=w-300&v=2"],
    ["/a.jpg?ik-t=1726&ik-s=0a1b2c", "/a.jpg?ik-t=1726&ik-s=***"],
    ["/a.jpg?ik-s=0a1b2c&ik-t=1726", "/a.jpg?ik-s=***&ik-t=1726"],
    ["/a.jpg?ik-s=one&IK-S=two&ik%2Ds=three", "/a.jpg?ik-s=***&IK-S=***&ik%2Ds=***"],
    ["/a.jpg?topik-s=1&tr=ik-s=2", "/a.jpg?topik-s=1&tr=ik-s=2"],
    ["/image/upload/s--Ab3-_xyZ--/w_1/a.jpg", "/image/upload/s--***--/w_1/a.jpg"],
    ["/photos--large--/s--/a.jpg", "/photos--large--/s--/a.jpg"],
    ["/a.jpg?__cld_token__=exp=1~hmac=2", "/a.jpg?__cld_token__=***"],
    ["/a.jpg?w=100&s=0123abc", "/a.jpg?w=100&s=***"],
    ["/a.jpg?w=100&amp;s=0123abc&amp;h=1", "/a.jpg?w=100&amp;s=***&amp;h=1"],
    ["/a.jpg?ik-t=1&#038;ik-s=0123abc", "/a.jpg?ik-t=1&#038;ik-s=***"],
    [
      "/https%253A%252F%252Fb.test%252Fa.jpg%253Fx%253D1%2526X-Amz-Signature%253Dabc%2526y%253D1",
      "/https%253A%252F%252Fb.test%252Fa.jpg%253Fx%253D1%2526X-Amz-Signature%253D***%2526y%253D1",
    ],
    ["/cld%252Fs--0123abcd--%252Fa.jpg", "/cld%252Fs--***--%252Fa.jpg"],
    [
      "/https%3A%2F%2Fb.example.com%2Fa.jpg%3FX-Amz-Date%3D1%26X-Amz-Signature%3Dabc?tr=w-1",
      "/https%3A%2F%2Fb.example.com%2Fa.jpg%3FX-Amz-Date%3D1%26X-Amz-Signature%3D***?tr=w-1",
    ],
  ];
  for (const [target, logged] of cases) {
    test(target, () => {
      expect(withoutSignatures(target)).toBe(logged);
      expect(JSON.parse(lineOf("json", { ...served, target })).target).toBe(logged);
      expect(lineOf("text", { ...served, target })).toContain(` ${logged} `);
    });
  }
});

test("every request is counted as it was, signature and all times included", () => {
  const counted: ServedRequest[] = [];
  const metrics = { served: (record: ServedRequest) => void counted.push(record) };
  createAccessLog({ format: "text", line() {} }, metrics).served(served);
  expect(counted).toEqual([served]);
});

test("a hundred thousand requests are written down in well under two seconds", () => {
  for (const format of ["json", "text"] as const) {
    const accessLog = createAccessLog({ format, line() {} }, { served() {} });
    const start = performance.now();
    for (let i = 0; i < 100_000; i += 1)
      accessLog.served({ ...served, id: accessLog.nextId(null) });
    expect(performance.now() - start).toBeLessThan(2000);
  }
});
