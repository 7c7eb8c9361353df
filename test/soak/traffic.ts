import { connect } from "node:net";
import type { Random } from "../fuzz/random.ts";
import { faultOfImage } from "../fuzz/verdict.ts";
import { exchange } from "../support/wire.ts";

/** What visitors of a site ask for. */
interface Wish {
  target: string;
  method?: string;
  headers?: Record<string, string>;
}

/** Requests of many kinds, as often as sites have them; few images are most of them. */
function wish(random: Random, made: number): Wish {
  const common = `${Math.floor(random.below(1_000) ** 2 / 50_000)}.jpg`;
  const width = random.pick([160, 320, 480, 640]);
  const accept = { Accept: random.pick(["image/avif,image/webp,*/*", "image/webp,*/*", "*/*"]) };
  const kind = random.below(100);
  if (kind < 55) return { target: `/tr:w-${width}/${common}`, headers: accept };
  if (kind < 65) return { target: `/${common}`, headers: accept };
  // New for everyone.
  if (kind < 77) return { target: `/tr:w-${100 + (made % 700)},q-${50 + (made % 40)}/${common}` };
  if (kind < 82) return { target: `/web/tr:w-${width}/${random.below(30)}.jpg` };
  if (kind < 86) return { target: `/${common}`, headers: { Range: "bytes=100-999" } };
  if (kind < 89) return { target: `/tr:w-${width}/${common}`, method: "HEAD" };
  if (kind < 92) return { target: `/missing-${random.below(50)}.jpg` };
  if (kind < 94) return { target: `/tr:w-${random.pick(["x", "-1", "1e9"])}/${common}` };
  if (kind < 96) return { target: `/tr:w-60/damaged-${random.below(5)}.jpg` };
  if (kind < 98) return { target: `/tr:w-${width}/drawing.svg` };
  return { target: `/tr:w-${40 + (made % 60)}/moves.gif` };
}

/** What a visitor saw. */
interface Visit {
  target: string;
  status: number;
  milliseconds: number;
  fault: string | undefined;
}

/** A visitor's next request. @param made how many there were */
export async function visit(url: string, random: Random, made: number): Promise<Visit> {
  const { target, method = "GET", headers = {} } = wish(random, made);
  const client = `203.0.113.${1 + random.below(40)}`;
  const start = performance.now();
  const sent = { ...headers, "X-Forwarded-For": client };
  try {
    const answer = await exchange(url, target, { method, headers: sent });
    const milliseconds = performance.now() - start;
    return { target, status: answer.status, milliseconds, fault: faultOfImage(method, answer) };
  } catch (error) {
    return { target, status: 0, milliseconds: performance.now() - start, fault: String(error) };
  }
}

/** A client that asks and leaves before it has its answer. */
export function leaveEarly(url: string, target: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
      setTimeout(() => socket.destroy(), 20);
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}
