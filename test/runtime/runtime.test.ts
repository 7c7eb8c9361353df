import { afterAll, expect, test } from "bun:test";
import { fileBody, listen } from "../../src/runtime/runtime.ts";
import { send } from "../support/http.ts";

const missing = "/nowhere/private-folder/file";
const server = listen(() => new Response(fileBody(missing)), {
  hostname: "127.0.0.1",
  port: 0,
  idleTimeoutSeconds: 10,
});
const url = `http://127.0.0.1:${server.port}`;
afterAll(() => server.end());

test("what goes wrong behind an answer is a plain 500 that tells no path", async () => {
  const { status, headers, body } = await send(url, "/");
  expect(status).toBe(500);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("ik-error")).toMatch(/^EINTERNAL - /);
  expect(new TextDecoder().decode(body)).toBe("Something went wrong inside the server\n");
});

test("a body beyond what the management API takes is refused before it is read", async () => {
  const body = "x".repeat(1_000_000);
  // The connection may be closed before all is sent.
  const sent = send(url, "/", { method: "POST", body });
  expect(await sent.then((answer) => answer.status).catch(() => 413)).toBe(413);
});
