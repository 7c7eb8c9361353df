import { expect, test } from "bun:test";
import type { Handler } from "../../src/runtime/listening.ts";
import { createHttpDoor } from "../../src/tls/http-door.ts";

type Parameters = globalThis.Parameters<Handler>;

async function ask(url: string, names: string[] = []) {
  const images = () => new Response("an image");
  const door = createHttpDoor({ challenges: undefined, names, securePort: () => 443, images });
  const request = { url, method: "GET", headers: new Headers() } as unknown as Parameters[0];
  const answer = await door(request, undefined as never, undefined as never);
  return [answer?.status, answer?.headers.get("Location")];
}

const hostless = ["/evil.example/x", "//evil.example/x", "http://u@evil.example/x", "http://::1/x"];

test.each(hostless)("%s, which names no host, is redirected to none", async (url) => {
  expect(await ask(url)).toEqual([400, null]);
});

const named: [url: string, location: string][] = [
  ["http://images.example:80/x?y", "https://images.example/x?y"],
  ["http://10.0.0.1/x", "https://10.0.0.1/x"],
  ["http://[::1]:8080/x", "https://[::1]/x"],
];

test.each(named)("%s is redirected to %s", async (url, location) => {
  expect(await ask(url)).toEqual([308, location]);
});

test("a host that the certificate is not for is redirected to the one that it is for", async () => {
  expect(await ask("http://evil.example/x", ["images.example"])).toEqual([
    308,
    "https://images.example/x",
  ]);
});
