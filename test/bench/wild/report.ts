import { type Judged, type Look, lookOf, looks } from "./judge.ts";
import { type Service, services, type WildUrl } from "./lists.ts";

/** A URL with what became of it. */
export interface Seen extends Judged {
  url: WildUrl;
  /** Why it was refused. */
  reason?: string | undefined;
}

/** Shares of the URLs of one service, from 0 to 1. */
interface Figures {
  service: Service;
  /** Whether only those that the promised figure counts. */
  counted: boolean;
  urls: number;
  accepted: number;
  /** Exact or near. */
  right: number;
  shares: Record<Look, number>;
}

export function figuresOf(seen: readonly Seen[], service: Service, counted: boolean): Figures {
  const own = seen.filter(({ url }) => url.service === service && (!counted || url.counted));
  const found = own.map(lookOf);
  const share = (...wanted: Look[]) =>
    found.filter((look) => wanted.includes(look)).length / Math.max(1, own.length);
  return {
    service,
    counted,
    urls: own.length,
    accepted: 1 - share("refused"),
    right: share("exact", "near"),
    shares: Object.fromEntries(looks.map((look) => [look, share(look)])) as Record<Look, number>,
  };
}

/** A table for people. */
export function toText(seen: readonly Seen[]): string {
  const rows = services.flatMap((service) =>
    [false, true].map((counted) => {
      const { urls, accepted, right, shares } = figuresOf(seen, service, counted);
      const name = counted ? `${service}, counted` : service;
      const percents = [accepted, right, ...looks.map((look) => shares[look])];
      const cells = percents.map((value) => (value * 100).toFixed(1).padStart(11));
      return `${name.padEnd(20)}${String(urls).padStart(5)}${cells.join("")}`;
    }),
  );
  const head = ["accepted", "exact+near", ...looks].map((word) => word.padStart(11)).join("");
  return `${"".padEnd(20)} URLs${head}\n${rows.join("\n")}\n`;
}

/** What stands in the way of exact or near, the most frequent first. */
export function causesOf(seen: readonly Seen[], counted: boolean): [cause: string, urls: number][] {
  const causes = new Map<string, number>();
  for (const each of seen) {
    const { url, parameters, reason, status } = each;
    if (counted && !url.counted) continue;
    const look = lookOf(each);
    if (look === "exact" || look === "near") continue;
    const found = new Set<string>();
    if (look === "refused") found.add(`${status} ${reason?.slice(0, 90)}`);
    else
      for (const { token, fate, note, unseen } of parameters) {
        const alone = lookOf({
          status: 200,
          parameters: [{ token, fate, ...(unseen && { unseen }) }],
        });
        if (alone === look) found.add(`${look}: ${kindOf(token)}${note ? ` (${note})` : ""}`);
      }
    for (const cause of found) {
      const name = `${url.service} ${cause}`;
      causes.set(name, (causes.get(name) ?? 0) + 1);
    }
  }
  return [...causes].toSorted(([, a], [, b]) => b - a);
}

function kindOf(token: string): string {
  return token.slice(0, 40);
}
