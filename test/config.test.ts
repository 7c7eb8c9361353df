import { describe, expect, test } from "bun:test";
import { parseDuration, parseSize, readConfig } from "../src/config.ts";

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

  test("lets 16 jobs per renderer wait", () => {
    expect(readConfig(["--renderers", "3"], {})).toMatchObject({ renderers: 3, queue: 48 });
  });

  const mistakes: [args: string[], message: string][] = [
    [["--port", "abc"], "Cannot read --port: expected a whole number from 0 to 65535, got `abc`"],
    [["--port", "70000"], "Cannot read --port"],
    [["--renderers", "0"], "Cannot read --renderers: expected a whole number from 1 to 256"],
    [["--timeout", "soon"], "Cannot read --timeout: expected a duration such as 500ms, 30s or 5m"],
    [["--cache-max-bytes", "big"], "Cannot read --cache-max-bytes: expected a size"],
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
