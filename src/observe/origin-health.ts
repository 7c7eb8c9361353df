import { createLru } from "../lru.ts";

/** How an origin has done since the server started. */
export interface OriginHealth {
  /** Absent for the folder that the server was started with. */
  id?: string;
  name: string;
  errors: number;
  /** Failures by code. */
  byCode: Record<string, number>;
  /** Milliseconds since 1970. */
  lastError?: { time: number; code: string };
  /** When it last answered, if only that it has no such file. */
  lastSuccess?: number;
}

/** An origin as the configuration opens it: its id also stands for its settings. */
interface LookupCount {
  id: string;
  name: string;
}

export interface OriginsHealth {
  answered(origin: LookupCount): void;
  failed(origin: LookupCount, code: string): void;
  read(): OriginHealth[];
}

/** Origins that are remembered; the one that was asked longest ago goes first. */
const atMost = 2000;

/** Remembers which origins answer and which fail, and when. */
export function createOriginsHealth(): OriginsHealth {
  const known = createLru<OriginHealth>(atMost);

  function healthOf({ id, name }: LookupCount): OriginHealth {
    const record = /^[\da-f]{24}(?=\.)/.exec(id)?.[0];
    const key = record ?? "";
    const health: OriginHealth = known.get(key) ?? {
      ...(record === undefined ? {} : { id: record }),
      name,
      errors: 0,
      byCode: {},
    };
    health.name = name;
    known.set(key, health);
    return health;
  }

  return {
    answered(origin) {
      healthOf(origin).lastSuccess = Date.now();
    },
    failed(origin, code) {
      const health = healthOf(origin);
      health.errors += 1;
      health.byCode[code] = (health.byCode[code] ?? 0) + 1;
      health.lastError = { time: Date.now(), code };
    },
    read: () => known.values().map((health) => structuredClone(health)),
  };
}
