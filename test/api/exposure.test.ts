import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { warningsOf } from "../../src/api/resources/exposure.ts";
import { createRenderBudget } from "../../src/delivery/render-budget.ts";
import { send } from "../support/http.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

let server: RunningServer | undefined;
afterEach(() => server?.stop("SIGKILL"));

const owners = {
  ...{ host: "127.0.0.1", publicUrl: undefined, tls: undefined },
  ...{ adminPublic: false, rendersPerMinute: 0 },
};
const open = [{ urlPrefix: "", settings: {} }];

test("a server for its owner alone is warned of nothing", () => {
  expect(warningsOf(owners, open)).toEqual([]);
});

test("one that strangers reach is told what is open, and what to do about it", () => {
  for (const exposed of [{ publicUrl: "https://a.example" }, { host: "0.0.0.0" }, { tls: {} }]) {
    const [warning = ""] = warningsOf({ ...owners, ...exposed }, open);
    expect(warning).toContain("--signing unnamed");
    expect(warning).toContain("--max-renders-per-minute");
  }
  const exposed = { ...owners, host: "0.0.0.0" };
  expect(warningsOf({ ...exposed, adminPublic: true }, open).join()).toContain("--admin-public");
  const signed = [{ urlPrefix: "", settings: { signing: "unnamed" as const } }];
  expect(warningsOf(exposed, signed)).toEqual([]);
  expect(warningsOf(exposed, [{ urlPrefix: "", settings: { namedOnly: true } }])).toEqual([]);
  expect(warningsOf({ ...exposed, rendersPerMinute: 60 }, open)).toEqual([]);
  expect(warningsOf(exposed, [...signed, { urlPrefix: "shop", settings: {} }])[0]).toContain(
    "shop",
  );
});

test("a budget comes back over its minute, for each client on its own", () => {
  let now = 0;
  const budget = createRenderBudget(3, () => now);
  const takes = (client: string) => {
    try {
      budget.take(client);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "EBUSY", retryAfter: expect.any(Number) });
      return false;
    }
  };
  expect([1, 2, 3, 4].map(() => takes("a"))).toEqual([true, true, true, false]);
  expect(takes("b")).toBe(true);
  now = 20_000;
  expect([takes("a"), takes("a")]).toEqual([true, false]);
  now = 200_000;
  expect([1, 2, 3, 4].map(() => takes("a"))).toEqual([true, true, true, false]);
  const unbounded = createRenderBudget(0);
  for (let i = 0; i < 1_000; i += 1) unbounded.take("a");
});

test("a client beyond its budget is told when to come again, and still gets what is there", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(60, 40, { format: "jpeg" }));
  const flags = ["--max-renders-per-minute", "3", "--renderers", "1"];
  server = await startServer(fromCheckout, [folder, ...flags]);
  const ask = (width: number, client: string) =>
    send(server?.url ?? "", `/tr:w-${width}/a.jpg`, { headers: { "X-Forwarded-For": client } });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await ask(10 + i, "203.0.113.1")).status);
  expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
  const { status, headers } = await ask(30, "203.0.113.1");
  expect([status, headers.get("ik-error")]).toEqual([503, expect.stringMatching(/^EBUSY/)]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ask(10, "203.0.113.1")).status).toBe(200);
  expect((await ask(31, "203.0.113.2")).status).toBe(200);
  expect((await send(server.url, "/a.jpg")).status).toBe(200);
}, 30_000);
