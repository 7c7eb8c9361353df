import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { program, type RunningServer, startServer } from "../../support/tintype.ts";

const project = join(import.meta.dirname, "../../..");
const text = readFileSync(join(project, "Dockerfile"), "utf8").replace(/\\\n\s*/g, "");
const instructions = text.split("\n").filter((line) => /^[A-Z]+ /.test(line));
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(program, [join(project, "src/demo")]);
});
afterAll(() => server?.stop());

/** The health check of the image, at another port; beside this process, which may be who is checked. */
function checkHealth(port: string): Promise<number | null> {
  const [, json = "[]"] = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(text) ?? [];
  const [command = "", ...args] = JSON.parse(json) as string[];
  const moved = args.map((arg) => arg.replace("/8080", `/${port}`));
  const check = spawn(command, moved, { stdio: "ignore", timeout: 10_000 });
  return new Promise((resolve) => check.once("exit", (code) => resolve(code)));
}

test("the image's health check tells a server that answers from one that does not", async () => {
  expect(await checkHealth(new URL(server.url).port)).toBe(0);
  // A server that answers with something else.
  const other = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response(null, { status: 503 }),
  });
  expect(await checkHealth(String(other.port))).toBe(1);
  await other.stop(true);
  expect(await checkHealth(String(other.port))).toBe(1);
});

test("the image runs as a user without rights, from the runtime that the tests run with", () => {
  expect(last.filter((line) => line.startsWith("USER "))).toEqual(["USER 65532:65532"]);
  const after = last.slice(last.findIndex((line) => line.startsWith("USER ")));
  expect(after.filter((line) => /^(?:RUN|COPY|ADD) /.test(line))).toEqual([]);
  const { devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  expect(instructions[0]).toStartWith(`FROM oven/bun:${devDependencies.bun}-`);
  expect(text).not.toMatch(/^(?:ENV|ARG) .*(?:KEY|SECRET|PASSWORD)/m);
});

test("the image is built with what the executable needs, and without the package of Bun", () => {
  const build = instructions.slice(0, instructions.length - last.length);
  const commands = build.flatMap((line) => /^RUN (.*)/.exec(line)?.[1] ?? []);
  expect(commands[0]).toContain("--ignore-scripts --production");
  // A script of package.json would find that package before the image's own Bun.
  expect(commands.filter((command) => /\bbun (?:run|start|test)\b|\bnpm\b/.test(command))).toEqual(
    [],
  );
  const files = commands.flatMap((command) => command.match(/\bbun (\S+\.ts)/)?.[1] ?? []);
  expect(files.map((file) => [file, existsSync(join(project, file))])).toEqual([
    ["build/build.ts", true],
  ]);
});

test("the image's environment opens images to all addresses, and the dashboard at a port of its own", async () => {
  const [, text = ""] = /^ENV (.*)$/m.exec(last.join("\n")) ?? [];
  const env = Object.fromEntries(text.split(" ").map((pair) => pair.split("=")));
  expect(env).toMatchObject({ TINTYPE_DATA: "/data", TINTYPE_ADMIN_PORT: "8081" });
  const one = await startServer(program, [join(project, "src/demo")], {
    // Ports that are free here.
    env: { ...env, TINTYPE_ADMIN_PORT: "0" },
  });
  try {
    const dashboard = await one.line(/Dashboard and management API: (\S+)/);
    const images = new URL(one.url);
    images.hostname = "127.0.0.2";
    expect((await send(images.origin, "/tr:w-20/coast.jpg")).status).toBe(200);
    expect((await send(images.origin, "/_/")).status).toBe(404);
    expect((await send(new URL(dashboard).origin, "/_/")).status).toBe(200);
  } finally {
    await one.stop();
  }
});

test("the dashboard of Grafana asks for metrics that there are", async () => {
  const { body } = await send(server.url, "/_/metrics");
  const there = new Set(
    [...new TextDecoder().decode(body).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name),
  );
  const dashboard = readFileSync(join(project, "docs/grafana-dashboard.json"), "utf8");
  const { panels } = JSON.parse(dashboard) as { panels: { targets: { expr: string }[] }[] };
  const wanted = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/tintype_\w+/g) ?? []),
  );
  expect(panels.length).toBeGreaterThan(8);
  const names = [...new Set(wanted)].map((name) => name.replace(/_bucket$/, ""));
  expect(names.filter((name) => !there.has(name))).toEqual([]);
});
