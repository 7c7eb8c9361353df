import { expect, test } from "bun:test";
import { createClientOf } from "../../src/http/client.ts";

const clientOf = createClientOf(["127.0.0.0/8", "::1", "10.1.0.0/16", "2001:db8::/32"]);
const from = (peer: string, headers: Record<string, string>) =>
  clientOf(peer, new Headers(headers));

const rows: [peer: string, list: string, client: string][] = [
  ["127.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["::1", "203.0.113.7", "203.0.113.7"],
  ["::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["127.0.0.1", "203.0.113.7:41234", "203.0.113.7"],
  ["127.0.0.1", '"203.0.113.7"', "203.0.113.7"],
  ["127.0.0.1", '"203.0.113.7:1"', "203.0.113.7"],
  ["127.0.0.1", "203.0.113.7,", "203.0.113.7"],
  ["127.0.0.1", "203.0.113.7 , ,", "203.0.113.7"],
  ["127.0.0.1", "2a00::7", "2a00::7"],
  ["127.0.0.1", "[2a00::7]:443", "2a00::7"],
  ["127.0.0.1", '"[2a00::7]"', "2a00::7"],
  ["127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"],
  // What the client itself wrote stands before what the proxy added.
  ["127.0.0.1", "192.0.2.1, 203.0.113.7", "203.0.113.7"],
  ["127.0.0.1", "192.0.2.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"],
  ["127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"],
  ["127.0.0.1", "unknown, 10.1.2.3", "10.1.2.3"],
  ["127.0.0.1", "", "127.0.0.1"],
  // Private, but not named.
  ["192.168.0.9", "203.0.113.7", "192.168.0.9"],
  ["203.0.113.9", "192.0.2.1", "203.0.113.9"],
];

for (const [peer, list, client] of rows) {
  test(`${peer} that forwards for ${JSON.stringify(list)} is counted as ${client}`, () => {
    expect(from(peer, { "X-Forwarded-For": list })).toBe(client);
  });
}

test("`Forwarded` is read where there is no X-Forwarded-For", () => {
  const forwarded = 'for=192.0.2.1;proto=http, For="[2a00::7]:4711";by=10.1.0.1';
  expect(from("127.0.0.1", { Forwarded: forwarded })).toBe("2a00::7");
  expect(from("127.0.0.1", { Forwarded: "proto=https;for=203.0.113.7" })).toBe("203.0.113.7");
  expect(from("127.0.0.1", { Forwarded: "for=_hidden" })).toBe("127.0.0.1");
});
