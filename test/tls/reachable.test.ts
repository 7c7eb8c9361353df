import { expect, test } from "bun:test";
import { createChallenges } from "../../src/tls/challenges.ts";
import { whyUnreachable } from "../../src/tls/reachable.ts";

const why = (resolve: (name: string) => Promise<string[]>) =>
  whyUnreachable("images.example.com", createChallenges(), resolve);

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

test("a name that leads to this machine can have a certificate", async () => {
  expect(await why(async () => ["127.0.0.1", "::1"])).toBeUndefined();
});

test("a name without an address is told", async () => {
  const sentence =
    "images.example.com does not resolve: add an A or AAAA record that points to this machine";
  expect(await why(failing("ENOTFOUND"))).toBe(sentence);
  expect(await why(failing("ENODATA"))).toBe(sentence);
  expect(await why(async () => [])).toBe(sentence);
});

test("DNS that does not answer is told apart from a name that it does not know", async () => {
  expect(await why(failing("EAI_AGAIN"))).toBe(
    "images.example.com cannot be looked up (EAI_AGAIN): check the DNS servers of this machine",
  );
});

test("an address that is another machine's is told, also beside one of our own", async () => {
  // Loopback addresses that nothing listens at stand for machines elsewhere.
  expect(await why(async () => ["127.0.0.1", "127.9.8.7"])).toStartWith(
    "images.example.com resolves to 127.9.8.7, where this server does not answer on port 80: ",
  );
});
