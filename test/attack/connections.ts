import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { type Random, randomOf } from "../fuzz/random.ts";
import { photo } from "../support/pictures.ts";
import { fromCheckout, startServer, temporaryFolder } from "../support/tintype.ts";
import type { Outcome } from "./outcome.ts";

const connectionsAtOnce = 8;
const requestsPerConnection = 30;

/** What each target has to answer with, by its length. */
type Lengths = Record<string, number>;

/** Requests on connections that are kept, mixed, split anywhere and pipelined: each has its own answer. */
export async function attackConnections(seed: number, count: number): Promise<Outcome> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), new Uint8Array(20_000));
  writeFileSync(join(folder, "b.bin"), new Uint8Array(300));
  writeFileSync(join(folder, "p.jpg"), await photo(200, 150, { format: "jpeg" }));
  const server = await startServer(fromCheckout, [folder]);
  const lengths: Lengths = {};
  for (const target of [
    "/a.bin",
    "/b.bin",
    "/tr:w-40/p.jpg",
    "/none.jpg",
    "/_/health",
    "/tr:w-x/p.jpg",
  ]) {
    lengths[target] = (await (await fetch(server.url + target)).arrayBuffer()).byteLength;
  }
  const proxy = await startNginx(Number(new URL(server.url).port), temporaryFolder());
  const tried: Outcome["tried"] = {};
  const reached: string[] = [];
  for (const [name, port] of Object.entries({
    direct: Number(new URL(server.url).port),
    nginx: proxy?.port,
  })) {
    if (port === undefined) continue;
    let answers = 0;
    const workers = Array.from({ length: connectionsAtOnce }, async (_, worker) => {
      const share = Math.ceil(count / connectionsAtOnce);
      for (let done = 0, turn = 0; done < share; turn += 1) {
        const random = randomOf(seed, worker * 1_000_000 + turn);
        const { answered, wrong } = await converse(port, random, lengths);
        answers += answered;
        done += Math.max(1, answered);
        reached.push(...wrong);
      }
    });
    await Promise.all(workers);
    tried[name] = answers;
  }
  proxy?.stop();
  await server.stop("SIGKILL");
  return { tried: { ...tried, wrong: reached.length }, reached: reached.slice(0, 20) };
}

/** One connection: requests are written in pieces, some before the answers to those before them. */
function converse(port: number, random: Random, lengths: Lengths) {
  const targets = Array.from({ length: requestsPerConnection }, () =>
    random.pick(Object.keys(lengths)),
  );
  const wrong: string[] = [];
  return new Promise<{ answered: number; wrong: string[] }>((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    let [sent, answered] = [0, 0];
    const socket = connect(port, "127.0.0.1", () => write());
    const write = () => {
      // Alone, or two at once; of what is not ready yet the runtime answers the first alone.
      const together = random.chance(70) ? 1 : 2;
      const batch = targets.slice(sent, sent + together);
      const text = batch
        .map(
          (target, i) => `GET ${target} HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-${sent + i}\r\n\r\n`,
        )
        .join("");
      sent += batch.length;
      const at = random.below(text.length);
      socket.write(text.slice(0, at));
      setImmediate(() => socket.write(text.slice(at)));
    };
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve({ answered, wrong }));
    socket.on("data", (part: Buffer) => {
      received = Buffer.concat([received, part]);
      for (;;) {
        const end = received.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = received.toString("latin1", 0, end);
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? -1);
        const id = /^x-request-id: (\S+)/im.exec(head)?.[1];
        const target = targets[answered] ?? "";
        if (
          length < 0 ||
          length !== lengths[target] ||
          (id !== undefined && id !== `r-${answered}`)
        ) {
          wrong.push(`${target} as ${answered}: ${head.slice(0, 300)}`);
          socket.destroy();
          return;
        }
        if (received.length < end + 4 + length) return;
        received = received.subarray(end + 4 + length);
        answered += 1;
        if (answered === targets.length) socket.end();
        else if (answered === sent) write();
      }
    });
  });
}

/** nginx before the server, as the documents say; undefined where it is not installed. */
async function startNginx(upstream: number, folder: string) {
  if (!Bun.which("nginx", { PATH: `${process.env.PATH}:/usr/sbin` })) return undefined;
  const port = await freePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off;
    ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
    keepalive_requests 10000; upstream tintype { server 127.0.0.1:${upstream}; keepalive 8; }
    server { listen 127.0.0.1:${port}; location / { proxy_pass http://tintype; proxy_http_version 1.1;
    proxy_set_header Connection ""; proxy_set_header Host $host; } } }`,
  );
  const child = spawn("nginx", ["-c", file, "-p", folder], {
    stdio: "ignore",
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/_/health`).catch(() => undefined)) break;
    await Bun.sleep(50);
  }
  return { port, stop: () => child.kill() };
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  await new Promise((resolve) => listener.close(resolve));
  return port;
}
