import sharp from "sharp";
import { exchange } from "../support/wire.ts";

const pauseMilliseconds = 100;

/** Another client, whose thumbnails are made while an attack goes on. */
interface Visitor {
  leave(): Promise<Visit>;
}

interface Visit {
  answers: number;
  slowestMilliseconds: number;
  /** Answers that were not the thumbnail, whole and in its size. */
  wrong: string[];
}

/** @param path of an image that is at least 1000 wide; each thumbnail has another width */
export function startVisitor(url: string, path: string): Visitor {
  const visit: Visit = { answers: 0, slowestMilliseconds: 0, wrong: [] };
  let isOver = false;
  const headers = { "X-Forwarded-For": "198.51.100.7" };

  async function look(width: number): Promise<string | undefined> {
    const { status, body } = await exchange(url, `${path}?tr=w-${width},f-jpg`, { headers });
    if (status !== 200) return `a visitor is answered with ${status}`;
    const { width: got } = await sharp(body).metadata();
    return got === width ? undefined : `a visitor gets ${got} pixels for ${width}`;
  }

  async function stay(): Promise<void> {
    for (let i = 0; !isOver; i += 1) {
      const start = performance.now();
      const fault = await look(20 + (i % 900)).catch((error) => `a visitor gets ${error}`);
      if (fault !== undefined) visit.wrong.push(fault);
      visit.answers += 1;
      const milliseconds = Math.round(performance.now() - start);
      visit.slowestMilliseconds = Math.max(visit.slowestMilliseconds, milliseconds);
      await Bun.sleep(pauseMilliseconds);
    }
  }

  const stayed = stay();
  return {
    async leave() {
      isOver = true;
      await stayed;
      return visit;
    },
  };
}
