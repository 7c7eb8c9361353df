import { describe, expect, test } from "bun:test";
import type { Attempt } from "../../src/origins/trace.ts";
import { webFolder } from "../../src/origins/web/folder.ts";
import { webProxy } from "../../src/origins/web/proxy.ts";

describe("what keeps a web server from being reached is told in the words of the web:", () => {
  const unknown = () =>
    Promise.reject(Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }));
  const address = "http://nowhere.test";
  const common = { id: "a", name: "a", allowPrivateNetwork: true };
  const openers = {
    WEB_FOLDER: (trace: (attempt: Attempt) => void) =>
      webFolder({ ...common, baseUrl: address }, { trace, resolve: unknown }),
    WEB_PROXY: (trace: (attempt: Attempt) => void) =>
      webProxy({ ...common, allowedHosts: ["nowhere.test"] }, { trace, resolve: unknown }),
  };
  for (const [type, open] of Object.entries(openers)) {
    test(`an unknown host of a ${type}`, async () => {
      const attempts: Attempt[] = [];
      const origin = open((attempt) => attempts.push(attempt));
      const path = type === "WEB_PROXY" ? `${address}/a.jpg` : "a.jpg";
      await origin
        .fetch({ path, rawPath: path }, AbortSignal.timeout(5000))
        .catch((error) => error);
      expect(attempts).toMatchObject([
        {
          target: `${address}/a.jpg`,
          found: false,
          message: "The host name is unknown",
          help: "Check the spelling of the host name",
        },
      ]);
    });
  }

  test("a closed port", async () => {
    const attempts: Attempt[] = [];
    const origin = webFolder(
      { ...common, baseUrl: "http://127.0.0.1:9" },
      { trace: (attempt) => attempts.push(attempt) },
    );
    await origin.fetch({ path: "a", rawPath: "a" }, AbortSignal.timeout(5000)).catch(() => {});
    expect(attempts).toMatchObject([{ help: "Check the host name and the port" }]);
  });
});
