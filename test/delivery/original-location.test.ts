import { expect, test } from "bun:test";
import { originalLocation } from "../../src/delivery/video/original-location.ts";

type Parameters = globalThis.Parameters<typeof originalLocation>;

/** Where a client of an open endpoint is sent for the original of a path. */
function locationOf(path: string): string {
  const rest = `/tr:w-10/${path}`;
  const request = { rest, address: { path }, endpoint: { signing: "none" } };
  const candidate = { request, permissions: {} } as unknown as Parameters[0];
  return originalLocation(candidate, `http://images.example${rest}`, undefined as never);
}

test.each(["clip.mp4", "/evil.example/clip.mp4", "//evil.example/clip.mp4"])(
  "the original of %s is on the same host",
  (path) => {
    const { host } = new URL(locationOf(path), "http://images.example/");
    expect(host).toBe("images.example");
  },
);
