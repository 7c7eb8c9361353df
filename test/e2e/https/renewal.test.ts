import { expect, test } from "bun:test";
import { copyFileSync, readFileSync } from "node:fs";
import https from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import { makeCertificate } from "../../support/certificates.ts";
import { curl } from "../../support/curl.ts";
import { describeUnless } from "../../support/needs.ts";
import { noPebble, startPebble } from "../../support/servers/pebble.ts";
import { isUnderDeno, program, run, startServer, temporaryFolder } from "../../support/tintype.ts";
import { demo, secured } from "./secured.ts";

/** Serial number of the certificate that is shown to who connects now. */
function serialAt(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: hostname, port: Number(port), rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.end();
      },
    );
    socket.on("error", reject);
  });
}

/** Calls again and again until told to stop; gives how often, and what went wrong. */
function requestOnAndOn(once: (url: string) => Promise<string[]>, url: string) {
  const failures: string[] = [];
  let rounds = 0;
  let stopped = false;
  const done = (async () => {
    for (; !stopped; rounds += 1) failures.push(...(await once(`${url}/tr:w-20/coast.jpg`)));
  })();
  return async () => {
    stopped = true;
    await done;
    return { failures, rounds };
  };
}

function getOnce(url: string, agent: https.Agent | false): Promise<string[]> {
  return new Promise((resolve) => {
    const request = https.get(url, { agent, rejectUnauthorized: false }, (answer) => {
      const failures = answer.statusCode === 200 ? [] : [`status ${answer.statusCode}`];
      answer.resume().on("end", () => resolve(failures));
    });
    request.on("error", (error) => resolve([error.message]));
  });
}

/** Twenty on one connection. */
async function getManyOverHttp2(url: string): Promise<string[]> {
  const urls = Array.from({ length: 20 }, () => [url, "-o", "/dev/null"]).flat();
  const transfers = await curl("-k", "--http2", ...urls);
  return transfers
    .filter(({ exit, status, version }) => exit !== 0 || status !== 200 || version !== "2")
    .map((transfer) => JSON.stringify(transfer));
}

/** How many sockets listen at a port, as the kernel tells. */
function listenersAt(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
  const rows = readFileSync("/proc/net/tcp", "latin1").split("\n");
  return rows.filter((row) => row.includes(`:${port} 00000000:0000 0A `)).length;
}

/** Polls until a look is right. */
async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await look()) return;
    await Bun.sleep(200);
  }
  throw new Error("It did not happen");
}

describeUnless(noPebble, "a certificate that ends soon", () => {
  // Deno's server leaves a gap of a moment.
  test.skipIf(isUnderDeno)(
    "is renewed when two thirds of its life are over, without a failed request",
    async () => {
      const pebble = await startPebble(30);
      const server = await secured(pebble, { flags: ["--idle-timeout", "8s"] });
      try {
        const first = await serialAt(server.url);
        const kept = new https.Agent({ keepAlive: true, maxSockets: 4 });
        const streams = [
          requestOnAndOn((url) => getOnce(url, false), server.url),
          requestOnAndOn((url) => getOnce(url, kept), server.url),
          requestOnAndOn((url) => getOnce(url, kept), server.url),
          requestOnAndOn(getManyOverHttp2, server.url),
        ];
        await until(async () => (await serialAt(server.url)) !== first);
        // Nobody sees the old certificate any more, although its socket waits for its clients to go.
        expect(listenersAt(server.url)).toBe(2);
        const shown = await Promise.all(Array.from({ length: 20 }, () => serialAt(server.url)));
        expect(shown).not.toContain(first);
        await until(() => listenersAt(server.url) === 1);
        const results = await Promise.all(streams.map((stop) => stop()));
        expect(results.flatMap(({ failures }) => failures)).toEqual([]);
        expect(Math.min(...results.map(({ rounds }) => rounds))).toBeGreaterThan(10);
      } finally {
        await server.stop();
        await pebble.stop();
      }
    },
  );
});

test("one's own certificate is used, and read again when its files change", async () => {
  const folder = temporaryFolder();
  const shown = makeCertificate(folder, "shown", ["localhost"]);
  const next = makeCertificate(folder, "next", ["localhost"]);
  const server = await startServer(program, [
    ...[demo, "--tls-cert", shown.chain, "--tls-key", shown.key],
    ...["--http-port", "0", "--idle-timeout", "1s"],
  ]);
  try {
    expect(server.url).toStartWith("https://127.0.0.1:");
    const page = await curl("--cacert", shown.chain, "--http2", `${server.url}/tr:w-30/coast.jpg`);
    expect(page).toMatchObject([{ exit: 0, status: 200, version: "2" }]);
    const first = await serialAt(server.url);
    // Between these two the key belongs to another certificate.
    copyFileSync(next.chain, shown.chain);
    await until(() => server.log().includes("cannot be used"));
    expect(await serialAt(server.url)).toBe(first);
    copyFileSync(next.key, shown.key);
    await until(async () => (await serialAt(server.url)) !== first);
  } finally {
    await server.stop();
  }
});

test("a certificate that cannot be used is told before anything listens", () => {
  const folder = temporaryFolder();
  const one = makeCertificate(folder, "one", ["localhost"]);
  const other = makeCertificate(folder, "other", ["localhost"]);
  const start = (...flags: string[]) => {
    const data = ["--data", join(folder, "data"), "--port", "0"];
    const { status, stdout, stderr } = run(program, ["serve", ...flags, ...data]);
    return { status, stdout, stderr: stderr.trim() };
  };
  const refused = (stderr: string) => ({ status: 2, stdout: "", stderr });
  expect(start("--tls-cert", one.chain, "--tls-key", other.key)).toEqual(
    refused(
      `Cannot use --tls-cert ${one.chain} with --tls-key ${other.key}: the key belongs to another certificate`,
    ),
  );
  expect(start("--tls-cert", join(folder, "none"), "--tls-key", one.key)).toEqual(
    refused(
      `Cannot use --tls-cert ${join(folder, "none")} with --tls-key ${one.key}: cannot be read (ENOENT)`,
    ),
  );
  expect(start("--tls-cert", one.chain)).toEqual(
    refused("Expected --tls-cert and --tls-key, or neither"),
  );
});

test.skipIf(isUnderDeno)(
  "HTTP/3 answers beside the others when it is asked for, and is announced",
  async () => {
    const { chain, key } = makeCertificate(temporaryFolder(), "own", ["localhost"]);
    const flags = [demo, "--tls-cert", chain, "--tls-key", key];
    const server = await startServer(program, [...flags, "--http3"]);
    const without = await startServer(program, flags);
    try {
      const tls = { rejectUnauthorized: false };
      const url = `${server.url}/tr:w-30/coast.jpg`;
      const answer = await fetch(url, { protocol: "http3", tls });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
      expect((await answer.bytes()).length).toBeGreaterThan(100);
      const announced = await fetch(url, { protocol: "http1.1", tls });
      expect(announced.headers.get("alt-svc")).toStartWith("h3=");
      const silent = await fetch(`${without.url}/tr:w-30/coast.jpg`, { tls });
      expect(silent.headers.get("alt-svc")).toBeNull();
    } finally {
      await Promise.all([server.stop(), without.stop()]);
    }
  },
);
