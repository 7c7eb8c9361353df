import { describe, expect, test } from "bun:test";
import { readConfig } from "../src/config.ts";
import { parseDuration, parseSize } from "../src/flags/values.ts";
import { defaultLimits, type Limits } from "../src/limits.ts";

describe("durations", () => {
  const cases: [string, number | undefined][] = [
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["30", 30_000],
    ["1.5s", 1500],
    ["0", undefined],
    ["-1s", undefined],
    ["30 s", undefined],
    ["soon", undefined],
    ["", undefined],
  ];
  for (const [text, value] of cases) {
    test(`\`${text}\` is ${value}`, () => expect(parseDuration(text)).toBe(value as number));
  }
});

describe("sizes", () => {
  const cases: [string, number | undefined][] = [
    ["512MiB", 512 * 1024 * 1024],
    ["10GB", 10e9],
    ["10GiB", 10 * 1024 ** 3],
    ["64kb", 64_000],
    ["1000", 1000],
    ["0", 0],
    ["12B", 12],
    ["10G", undefined],
    ["many", undefined],
  ];
  for (const [text, value] of cases) {
    test(`\`${text}\` is ${value}`, () => expect(parseSize(text)).toBe(value as number));
  }
});

describe("the configuration", () => {
  test("takes flags before the environment before defaults", () => {
    const environment = { TINTYPE_PORT: "9000", TINTYPE_HOST: "0.0.0.0" };
    expect(readConfig(["--port", "7000"], environment)).toMatchObject({
      port: 7000,
      host: "0.0.0.0",
      timeout: 30_000,
      cacheMaxBytes: 10 * 1024 ** 3,
    });
  });

  const addresses: [args: string[], admin: { host: string; port: number } | undefined][] = [
    [[], undefined],
    [["--admin-port", "9000"], { host: "127.0.0.1", port: 9000 }],
    [["--admin-host", "10.0.0.1"], { host: "10.0.0.1", port: 8080 }],
    [["--port", "0", "--admin-port", "0"], { host: "127.0.0.1", port: 0 }],
    [["--admin-host", "127.0.0.1", "--admin-port", "8080"], undefined],
  ];
  for (const [args, admin] of addresses) {
    test(`has the dashboard ${admin ? "apart" : "where the images are"}: ${args.join(" ")}`, () => {
      expect(readConfig(args, {}).admin).toEqual(admin as never);
    });
  }

  test("lets 500 jobs per renderer wait", () => {
    expect(readConfig(["--renderers", "3"], {})).toMatchObject({ renderers: 3, queue: 1500 });
  });

  test("keeps 64 MiB of hot renditions in memory, or none", () => {
    expect(readConfig([], {}).memoryMaxBytes).toBe(64 * 1024 * 1024);
    expect(readConfig([], { TINTYPE_MEMORY_MAX_BYTES: "0" }).memoryMaxBytes).toBe(0);
  });

  const publicUrls: [text: string, url: string][] = [
    ["https://images.example.com", "https://images.example.com"],
    ["https://images.example.com/", "https://images.example.com"],
    ["HTTP://Images.Example.com:8080/media/", "http://images.example.com:8080/media"],
  ];
  for (const [text, url] of publicUrls) {
    test(`is seen by clients under ${text}`, () => {
      expect(readConfig(["--public-url", text], {}).publicUrl).toBe(url);
    });
  }

  const limits: [flag: string, text: string, limit: Partial<Limits>][] = [
    ["max-source-bytes", "10kB", { sourceBytes: 10_000 }],
    ["max-file-bytes", "1MiB", { fileBytes: 1024 * 1024 }],
    ["max-source-pixels", "50000", { sourcePixels: 50_000 }],
    ["max-output-pixels", "40000", { outputPixels: 40_000 }],
    ["max-frames", "2", { frames: 2 }],
    ["max-steps", "3", { steps: 3 }],
    ["max-layers", "0", { layers: 0 }],
    ["max-url-length", "200", { urlLength: 200 }],
    ["max-video-bytes", "2MB", { videoBytes: 2_000_000 }],
    ["max-video-seconds", "60", { videoSeconds: 60 }],
    ["max-video-pixels", "90000", { videoPixels: 90_000 }],
  ];
  for (const [flag, text, limit] of limits) {
    test(`takes --${flag} for one limit and leaves the others`, () => {
      const variable = `TINTYPE_${flag.toUpperCase().replaceAll("-", "_")}`;
      const expected = { ...defaultLimits, ...limit };
      expect(readConfig([`--${flag}`, text], {}).limits).toEqual(expected);
      expect(readConfig([], { [variable]: text }).limits).toEqual(expected);
    });
  }

  test("has the limits that commands without a server have", () => {
    expect(readConfig([], {}).limits).toEqual(defaultLimits);
    expect(limits.length).toBe(Object.keys(defaultLimits).length);
  });

  const mistakes: [args: string[], message: string][] = [
    [["--port", "abc"], "Cannot read --port: expected a whole number from 0 to 65535, got `abc`"],
    [["--port", "70000"], "Cannot read --port"],
    [["--renderers", "0"], "Cannot read --renderers: expected a whole number from 1 to 256"],
    [["--timeout", "soon"], "Cannot read --timeout: expected a duration such as 500ms, 30s or 5m"],
    [["--cache-max-bytes", "big"], "Cannot read --cache-max-bytes: expected a size"],
    [["--memory-max-bytes", "-1"], "--memory-max-bytes"],
    [["--memory-max-bytes", "lots"], "Cannot read --memory-max-bytes: expected a size"],
    [
      ["--public-url", "images.example.com"],
      "Cannot read --public-url: expected an http or https URL without a query",
    ],
    [["--public-url", "ftp://example.com"], "Cannot read --public-url"],
    [["--public-url", "https://example.com/?a=1"], "Cannot read --public-url"],
    [["--public-url", "https://example.com/#a"], "Cannot read --public-url"],
    [["--public-url", "https://user:word@example.com"], "Cannot read --public-url"],
    [["--max-frames", "0"], "Cannot read --max-frames: expected a whole number from 1 to 1000000"],
    [["--max-steps", "1.5"], "Cannot read --max-steps: expected a whole number from 1 to 1000"],
    [["--max-url-length", "99999"], "Cannot read --max-url-length: expected a whole number"],
    [["--max-source-bytes", "much"], "Cannot read --max-source-bytes: expected a size"],
    [["--log", "xml"], "Cannot read --log: expected text or json, got `xml`"],
    [["--colour"], "--colour"],
    [["a", "b"], "Expected one folder, got a and b"],
  ];
  for (const [args, message] of mistakes) {
    test(`refuses ${args.join(" ")}`, () => {
      expect(() => readConfig(args, {})).toThrow(message);
    });
  }
});
