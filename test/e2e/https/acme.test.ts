import { afterAll, beforeAll, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { noChromium, startChromium } from "../../support/chromium.ts";
import { curl } from "../../support/curl.ts";
import { describeUnless } from "../../support/needs.ts";
import { noPebble, type Pebble, startPebble } from "../../support/servers/pebble.ts";
import { program, type RunningServer, run, startServer } from "../../support/tintype.ts";
import { demo, secured } from "./secured.ts";

describeUnless(noPebble, "serve --https", () => {
  let pebble: Pebble;
  let server: RunningServer;
  let plain: string;
  let seconds: number;

  beforeAll(async () => {
    pebble = await startPebble(3600);
    const start = performance.now();
    server = await secured(pebble);
    seconds = (performance.now() - start) / 1000;
    plain = `http://localhost:${pebble.httpPort}`;
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await pebble?.stop();
  });

  test("goes from nothing to a page with a valid certificate over HTTP/2 in fifteen seconds", async () => {
    expect(server.url).toMatch(/^https:\/\/localhost:\d+$/);
    const trusting = ["--cacert", await pebble.authority()];
    const page = await curl(...trusting, "--http2", `${server.url}/tr:w-100/coast.jpg`);
    expect(page).toMatchObject([{ exit: 0, status: 200, version: "2", type: "image/jpeg" }]);
    const older = await curl(...trusting, "--http1.1", `${server.url}/tr:w-100/coast.jpg`);
    expect(older).toMatchObject([{ exit: 0, status: 200, version: "1.1" }]);
    expect(seconds).toBeLessThan(15);
  });

  test("keeps the account's key and the certificate for their owner only", () => {
    const folder = join(server.data, "acme");
    const own = join(folder, `${new URL(pebble.directory).host.replace(":", "-")}-dir`);
    const modes = [folder, own, join(own, "account.pem"), join(own, "certificate.pem")].map(
      (path) => (statSync(path).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(["700", "700", "600", "600"]);
  });

  test("redirects requests without TLS, path and query as they were", async () => {
    const target = "/tr:w-100/a%20b/coast.jpg?tr=h-50&x=%2F";
    expect(await curl(`${plain}${target}`)).toMatchObject([
      { status: 308, location: `${server.url}${target}` },
    ]);
    const elsewhere = await curl("-H", "Host: evil.example", `${plain}/coast.jpg`);
    expect(elsewhere).toMatchObject([{ status: 308, location: `${server.url}/coast.jpg` }]);
    expect(await curl(`${plain}/_/health`)).toMatchObject([{ status: 200 }]);
    expect(await curl(`${plain}/_/api/v1/stats`)).toMatchObject([{ status: 308 }]);
    expect(await curl(`${plain}/.well-known/acme-challenge/none`)).toMatchObject([{ status: 308 }]);
  });

  test("has the management surface at an address of its own", async () => {
    const dashboard = await server.line(/Dashboard and management API: (\S+)/);
    expect(dashboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_\/$/);
    expect(await curl(dashboard)).toMatchObject([{ status: 200 }]);
    expect(await curl("-k", `${server.url}/_/`)).toMatchObject([{ status: 404 }]);
  });

  test("doctor says until when the certificate is valid", () => {
    const { stdout } = run(program, ["doctor", "--json", "--data", server.data]);
    const step = JSON.parse(stdout).find(({ name }: { name: string }) => name === "HTTPS");
    expect(step).toMatchObject({ ok: true });
    expect(step.message).toMatch(/^The certificate for localhost is valid until \d{4}-/);
  });

  test("takes the certificate that it has when it starts again, and asks nobody", async () => {
    await server.stop();
    await pebble.stop();
    server = await secured(pebble, { data: server.data });
    expect(await curl("-k", `${server.url}/coast.jpg`)).toMatchObject([{ status: 200 }]);
    expect(server.log()).not.toContain("being obtained");
    await pebble.start();
  });

  describeUnless(noChromium, "to a browser", () => {
    test("sends a hundred images of one page over HTTP/2", async () => {
      const browser = await startChromium();
      try {
        const page = await browser.newPage({ ignoreHTTPSErrors: true });
        await page.goto(`${server.url}/tr:w-10/coast.jpg`);
        const urls = Array.from({ length: 100 }, (_, i) => `/tr:w-${40 + i}/coast.jpg`);
        const found = await page.evaluate(async (sources) => {
          const widths = await Promise.all(
            sources.map(async (source) => {
              const image = new Image();
              image.src = source;
              await image.decode();
              return image.naturalWidth;
            }),
          );
          const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
          const images = entries.filter(({ initiatorType }) => initiatorType === "img");
          return { widths, protocols: images.map((one) => one.nextHopProtocol) };
        }, urls);
        expect(found.widths).toEqual(urls.map((_, i) => 40 + i));
        expect(found.protocols).toEqual(urls.map(() => "h2"));
      } finally {
        await browser.close();
      }
    });
  });
});

describeUnless(noPebble, "an ACME server that fails", () => {
  test("leaves images to be had without TLS, is told, and gives a certificate when it is back", async () => {
    const pebble = await startPebble(3600);
    await pebble.stop();
    const server = await secured(pebble);
    try {
      const plain = `http://127.0.0.1:${pebble.httpPort}`;
      expect(server.url).toBe(plain);
      expect(await curl(`${plain}/tr:w-50/coast.jpg`)).toMatchObject([{ status: 200 }]);
      expect(server.log()).toMatch(
        /No certificate: localhost:\d+ cannot be reached \([^\n]*refused/i,
      );
      const doctor = run(program, ["doctor", "--data", server.data]);
      expect(doctor.status).toBe(1);
      expect(doctor.stdout).toMatch(/cannot be reached \([^\n]*refused/i);
      await pebble.start();
      let moved = await curl(`${plain}/coast.jpg`);
      for (let tries = 0; tries < 250 && moved[0]?.status !== 308; tries += 1) {
        await Bun.sleep(200);
        moved = await curl(`${plain}/coast.jpg`);
      }
      const [{ location = "" } = {}] = moved;
      const trusting = ["--cacert", await pebble.authority()];
      expect(await curl(...trusting, location)).toMatchObject([{ status: 200, version: "2" }]);
    } finally {
      await server.stop();
      await pebble.stop();
    }
  });
});

test("a name that does not resolve is told in a sentence, and nothing is ordered", async () => {
  let asked = 0;
  const authority = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch() {
      asked += 1;
      return new Response(null, { status: 500 });
    },
  });
  const name = "images.example.invalid";
  const server = await startServer(program, [
    ...[demo, "--https", name, "--host", "127.0.0.1", "--http-port", "0"],
    ...["--acme-directory", `http://127.0.0.1:${authority.port}/dir`],
  ]);
  try {
    expect(server.log()).toContain(
      `No certificate: ${name} does not resolve: add an A or AAAA record that points to this machine`,
    );
    expect(await curl(`${server.url}/coast.jpg`)).toMatchObject([{ status: 200 }]);
    expect(asked).toBe(0);
  } finally {
    await server.stop();
    await authority.stop(true);
  }
});
