import { createHash, randomBytes } from "node:crypto";
import { createLru } from "../lru.ts";

/** People who have signed in at the dashboard. They are forgotten when the server ends. */
interface Sessions {
  /** Begins a session and gives its token: 256 random bits. */
  begin(): string;
  /** Whether a token is one of a session that goes on; that it was used keeps it going. */
  holds(token: string): boolean;
  end(token: string): void;
}

/** Milliseconds without a request after which a session ends, and after which it ends anyway. */
const idle = 12 * 60 * 60 * 1000;
export const longest = 7 * 24 * 60 * 60 * 1000;

/** More than any team needs; the one that was used longest ago goes first. */
const atMost = 1000;

export function createSessions(): Sessions {
  // By their hashes: how long a look-up takes tells nothing about a token.
  const sessions = createLru<{ began: number; used: number }>(atMost);
  const keyOf = (token: string) => createHash("sha256").update(token).digest("base64");

  return {
    begin() {
      const token = randomBytes(32).toString("base64url");
      sessions.set(keyOf(token), { began: Date.now(), used: Date.now() });
      return token;
    },

    holds(token) {
      const key = keyOf(token);
      const session = sessions.get(key);
      if (!session) return false;
      const over = Date.now() - session.used > idle || Date.now() - session.began > longest;
      if (over) sessions.delete(key);
      else session.used = Date.now();
      return !over;
    },

    end: (token) => sessions.delete(keyOf(token)),
  };
}
